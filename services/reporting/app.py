"""Wiring of the reporting service: the only place that sees all of its rooms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from services.reporting.domain.figures import Figures
from services.reporting.jobs.once_a_day import OnceADay
from services.reporting.jobs.publish_figures import PublishFigures
from services.reporting.store.figures import read_announced, read_figures
from services.reporting.store.school_figures import read_school_figures
from services.reporting.store.standings import find_differences
from services.reporting.store.tables import STATES
from services.reporting.subscribes import LISTENS_TO
from shared.observability.looking import Look
from shared.observability.metrics import Metrics
from shared.privacy.keyring import Keyring
from shared.runtime.assembly import assemble
from shared.runtime.engine import Engine
from shared.runtime.service import Service
from shared.runtime.wiring import Job
from shared.settings import ServiceSettings
from shared.store.database import connect

NAME = "reporting"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


def build(settings: ServiceSettings) -> Service:
    """Return the service, ready to run, with the job that announces changed figures."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    own = keyring.only("characteristics", "evidence")
    service = assemble(NAME, settings, LISTENS_TO, STATES, own, partial(_jobs, settings))
    service.looks = [_look_at_figures(settings, service.metrics)]
    return service


def _look_at_figures(settings: ServiceSettings, metrics: Metrics) -> Look:
    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)

    async def look() -> None:
        metrics.set("reconciliation_difference", len(await find_differences(database)))

    # It judges every journey again: that may take a hundredth of the time, and is never skipped
    # for longer than a quarter of a day.
    return Look("figures", look, share=0.01, at_most=21_600.0)


def _jobs(settings: ServiceSettings, engine: Engine) -> Sequence[Job]:
    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)
    announced = partial(read_announced, database)

    async def read() -> Figures:
        return {**await read_figures(database), **await read_school_figures(database)}

    return (OnceADay(PublishFigures(engine, read, announced).run_once).run_once,)
