"""Reporting's figures, counted again from the log by a way that shares nothing with its tables."""

import asyncio
from collections.abc import Iterator

from services.reporting.domain.figures import Figures, differences
from services.reporting.jobs.reconcile import fold
from services.reporting.store.figures import read_announced, read_figures
from shared.contracts.cloudevents import read
from shared.contracts.fact import Fact
from shared.contracts.unreadable import Unreadable
from shared.store.database import connect
from tests.support.event_log import EventLog
from tests.support.regions import RunningRegion

_HEARD = ("referrals", "waiting", "circles", "sessions", "notifications", "outcomes")


def what_reporting_should_know(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """Every figure equals the fold of the log, to the unit."""
    if "reporting" not in opened.services:
        return
    counted, _ = asyncio.run(figures_of(opened))
    for difference in differences(fold(_facts(log)), counted):
        name, told, stored = difference.key.figure_id, difference.first, difference.second
        yield f"figures: {name} is {stored}, the log tells {told}"


async def figures_of(opened: RunningRegion) -> tuple[Figures, Figures]:
    """Return the figures as counted now and as announced last."""
    database = connect(opened.region.databases["reporting"], "test")
    try:
        return await read_figures(database), await read_announced(database)
    finally:
        await database.dispose()


def _facts(log: EventLog) -> Iterator[Fact]:
    for stream in _HEARD:
        for record in log.distinct(stream):
            reading = read(record.value, record.headers)
            if not isinstance(reading, Unreadable):
                yield reading[1]
