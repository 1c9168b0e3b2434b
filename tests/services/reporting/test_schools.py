"""What is counted of schools' requests, by kind of school, from facts in any order."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.app import MIGRATIONS
from services.reporting.domain.school_request import SchoolRequest
from services.reporting.store.school_figures import read_school_figures
from services.reporting.store.tables import STATES
from services.reporting.subscribes import LISTENS_TO
from shared.contracts import schools
from shared.contracts.fact import Fact
from shared.privacy.keyring import Keyring
from shared.runtime.wiring import assemble_engine
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from tests.support.databases import EmptyDatabases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = UUID("00000000-0000-0000-0000-00000005c002")
BRISTOL = "E06000023"
PRU, MAINSTREAM = "pupil_referral_unit", "mainstream"


def about(name: str) -> dict[str, Any]:
    return {"request_id": uuid5(NAMES, name), "programme": "h6r5", "area": BRISTOL}


def asked(name: str, kind: str = MAINSTREAM) -> schools.SchoolRequestAccepted:
    return schools.SchoolRequestAccepted(
        **about(name),
        school="137052",
        school_kind=kind,
        kind="cv_writing",
        years="key_stage_4",
        group_size=9,
        earliest=date(2026, 3, 9),
        latest=date(2026, 4, 9),
        submitted_on=date(2026, 3, 2),
        rule="h6r5@3",
    )


def withdrawn(name: str) -> schools.SchoolRequestWithdrawn:
    return schools.SchoolRequestWithdrawn(**about(name), reason="changed")


def matched(name: str) -> schools.SchoolMatched:
    return schools.SchoolMatched(**about(name), offer_id=uuid5(NAMES, "offer"), month="2026-03")


def waits(name: str) -> schools.SchoolWaitlisted:
    return schools.SchoolWaitlisted(**about(name))


def lost(name: str) -> schools.SchoolUnmatched:
    return schools.SchoolUnmatched(**about(name), offer_id=uuid5(NAMES, "offer"), reason="left")


def closed(name: str) -> schools.SchoolRequestClosed:
    return schools.SchoolRequestClosed(**about(name), reason="nobody_in_time")


TOLD = (
    *(asked("Unit", PRU), matched("Unit")),
    *(asked("Hill"), waits("Hill"), matched("Hill"), lost("Hill"), waits("Hill")),
    *(asked("Dale"), waits("Dale"), closed("Dale")),
    *(asked("Moor"), matched("Moor"), withdrawn("Moor")),
    asked("New"),
)
EXPECTED = {
    f"asked_{PRU}": (1, 5),
    f"matched_{PRU}": (1, 1),
    f"waiting_{PRU}": (0, 1),
    f"asked_{MAINSTREAM}": (4, 5),
    f"matched_{MAINSTREAM}": (0, 4),
    f"waiting_{MAINSTREAM}": (2, 4),
}


def interleaved(facts: Iterable[Fact], draw: Random) -> list[Fact]:
    """The facts in another order; those of one stream and request stay in theirs."""
    keys = [(fact.STREAM, fact.key) for fact in facts]
    queues = {key: [f for f in facts if (f.STREAM, f.key) == key] for key in keys}
    draw.shuffle(keys)
    return [queues[key].pop(0) for key in keys]


@pytest.fixture
async def database(databases: EmptyDatabases) -> AsyncIterator[AsyncEngine]:
    url = databases.take()
    migrate(url, MIGRATIONS)
    engine = connect(url, "test")
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("seed", range(5))
async def test_in_any_order_of_streams_the_figures_are_these(
    database: AsyncEngine, seed: int
) -> None:
    known: dict[object, SchoolRequest] = {}
    for fact in interleaved(TOLD, Random(seed)):
        for decide, kind, key_of in LISTENS_TO.deciders(fact.TYPE):
            assert kind is SchoolRequest
            known[key_of(fact)] = decide(known.get(key_of(fact)), fact, NOW)[0]
    store = PostgresStore(database, STATES)
    engine = assemble_engine("reporting", "avon", LISTENS_TO, store, Keyring.generate("avon"))
    for key, request in known.items():
        await engine.command(SchoolRequest, [key], lambda *_, kept=request: (kept, []), NOW)  # type: ignore[list-item]
    figures = await read_school_figures(database)
    assert {key.measure: tuple(ratio) for key, ratio in figures.items()} == EXPECTED
    (cell,) = {key.cell for key in figures}
    assert cell == ("h6r5", BRISTOL, date(2026, 3, 1))


async def test_what_is_not_known_to_have_been_asked_is_in_no_figure(database: AsyncEngine) -> None:
    store = PostgresStore(database, STATES)
    engine = assemble_engine("reporting", "avon", LISTENS_TO, store, Keyring.generate("avon"))
    early = SchoolRequest(uuid5(NAMES, "Early"), standing="matched")
    await engine.command(SchoolRequest, [early.request_id], lambda *_: (early, []), NOW)
    assert await read_school_figures(database) == {}
