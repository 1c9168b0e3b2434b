"""Whether the stored figures follow from the log, told while facts go on coming."""

import asyncio
from collections.abc import Mapping

from deploy.demo.verdict import once_each
from deploy.rollout.open_streams import reading_all
from services.reporting.domain.figures import FigureKey, Figures, Ratio
from services.reporting.jobs.reconcile import fold
from services.reporting.store.figures import read_figures
from shared.runtime.kafka_access import KafkaAccess
from shared.store.database import connect

_NOTHING = Ratio(0, 0)


async def figures_astray(
    kafka: KafkaAccess, region: str, reporting: str, settle_seconds: float
) -> list[FigureKey]:
    """Return the stored figures that are less than the log had before, or more than it has since.

    The log is read, ``settle_seconds`` later the figures (in the database ``reporting``), then what
    has come to the log meanwhile: a region at work stands between the two, one at rest is told to
    the unit. What reporting has yet to read for longer than that counts as astray.
    """
    database = connect(reporting, "verify", connections=1)
    try:
        async with reading_all(kafka, region) as observer:
            log = await observer.new_facts()
            before = fold(once_each(log))
            await asyncio.sleep(settle_seconds)
            stored = await read_figures(database)
            since = fold(once_each([*log, *await observer.new_facts()]))
    finally:
        await database.dispose()
    return outside(stored, before, since)


def outside(stored: Figures, before: Figures, since: Figures) -> list[FigureKey]:
    """Return every figure that does not stand between the two; a missing one counts as zero."""
    keys = sorted({*stored, *before, *since})
    return [key for key in keys if not _between(key, before, stored, since)]


def _between(key: FigureKey, *in_order: Mapping[FigureKey, Ratio]) -> bool:
    before, stored, since = (figures.get(key, _NOTHING) for figures in in_order)
    # A person who is withdrawn or moves makes a figure smaller, so either end may be the less.
    return all(
        min(one, other) <= number <= max(one, other)
        for one, number, other in zip(before, stored, since, strict=True)
    )
