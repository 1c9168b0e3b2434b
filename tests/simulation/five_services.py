"""The five services as the simulation plays them: real, but for broker, database and mail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, cast

import services.notifications.jobs.send_due as sending
from services.matching import subscribes as matching
from services.matching.store import tables as matching_tables
from services.notifications import subscribes as notifications
from services.notifications.store import tables as notifications_tables
from services.referrals import subscribes as referrals
from services.referrals.store import tables as referrals_tables
from services.reporting import subscribes as reporting
from services.reporting.domain.figures import Cell, FigureKey, Figures, Ratio, figures_of
from services.reporting.domain.journey import Journey
from services.reporting.domain.published_figure import PublishedFigure
from services.reporting.jobs.publish_figures import PublishFigures
from services.reporting.store import tables as reporting_tables
from services.scheduling import subscribes as scheduling
from services.scheduling.store import tables as scheduling_tables
from shared.privacy.keyring import DataClass, Keyring
from shared.privacy.pseudonyms import pseudonym
from shared.runtime.engine import Engine
from shared.runtime.wiring import Job
from shared.store.states import StoredState
from shared.testing.replaced import replaced
from shared.testing.simulated_service import Part
from shared.testing.simulated_store import SimulatedStore
from shared.testing.simulation.cast import Cast, MailLedger
from shared.testing.simulation.plan import circles_programme
from tests.simulation.checks import CHECKS
from tests.simulation.mail_server import LETTERHEAD, SimulatedMailServer, compose_tersely


def five_services(keyring: Keyring, random: Random) -> Cast:
    """A fresh cast: the services' own subscriptions, states and jobs."""
    mail = SimulatedMailServer(MailLedger(), random)
    everything: Sequence[DataClass] = ("contact", "needs", "characteristics", "evidence")
    identify = partial(pseudonym, keyring)
    parts = (
        Part(
            "referrals",
            referrals.listens_to(identify),
            _keys(referrals_tables.STATES),
            everything,
        ),
        Part("matching", matching.LISTENS_TO, _keys(matching_tables.STATES)),
        Part("scheduling", scheduling.LISTENS_TO, _keys(scheduling_tables.STATES)),
        Part(
            "notifications",
            notifications.LISTENS_TO,
            _keys(notifications_tables.STATES),
            ("contact", "evidence"),
            partial(_mail, keyring, mail),
        ),
        Part(
            "reporting", reporting.LISTENS_TO, _keys(reporting_tables.STATES), jobs=_publish_figures
        ),
    )
    return Cast(parts, mail.ledger, CHECKS)


def _keys(states: Iterable[StoredState]) -> Mapping[type[Any], str]:
    return {stored.kind: stored.key for stored in states}


def _mail(keyring: Keyring, server: SimulatedMailServer, engine: Engine) -> Sequence[Job]:
    def stage() -> str:
        known = _store(engine).contents.stages.get(circles_programme().code)
        return known.stage if known else "off"

    server.stage = stage
    open_line = cast("sending.OpenLine", server.open_line)
    send_due = sending.SendDue(engine, keyring, open_line, LETTERHEAD, batch=50, at_risk=5)

    async def send_tersely(now: datetime) -> int:
        with replaced(sending, "compose", compose_tersely):
            return await send_due.run_once(now)

    return (send_tersely,)


def _publish_figures(engine: Engine) -> Sequence[Job]:
    async def read() -> Figures:
        return figures_of(_states(engine, Journey))

    async def read_announced() -> Figures:
        return {
            FigureKey(Cell(f.programme, f.area, f.month), f.measure): Ratio(
                f.numerator, f.denominator
            )
            for f in _states(engine, PublishedFigure)
        }

    publish = PublishFigures(engine, read, read_announced)
    looked_at = -1

    async def publish_what_changed(now: datetime) -> int:
        nonlocal looked_at
        commits = len(_store(engine).commits)
        if commits == looked_at:
            return 0
        count = await publish.run_once(now)
        looked_at = len(_store(engine).commits)
        return count

    return (publish_what_changed,)


def _states(engine: Engine, kind: type[Any]) -> Iterable[Any]:
    return _store(engine).contents.states.get(kind, {}).values()


def _store(engine: Engine) -> SimulatedStore:
    assert isinstance(engine.store, SimulatedStore)
    return engine.store
