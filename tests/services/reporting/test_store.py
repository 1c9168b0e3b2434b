"""Figures counted by a real PostgreSQL, in tables made by the migrations."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.app import MIGRATIONS
from services.reporting.domain.accounting import account
from services.reporting.domain.circle_summary import CircleSummary
from services.reporting.domain.figures import differences, figures_of
from services.reporting.domain.journey import Journey
from services.reporting.jobs.publish_figures import PublishFigures
from services.reporting.jobs.reconcile import fold
from services.reporting.store.figures import (
    count_circles,
    count_matches,
    read_accounting,
    read_announced,
    read_figures,
)
from services.reporting.store.tables import STATES, metadata
from services.reporting.subscribes import LISTENS_TO
from shared.privacy.keyring import Keyring
from shared.runtime.wiring import assemble_engine
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from tests.services.reporting.builders import (
    MENTORING,
    NOW,
    PROGRAMME,
    Story,
    a_completed_story,
    a_mentored_story,
    a_year,
    an_id,
    circle_facts,
    circles_from,
    interleaved,
    journeys_from,
    meeting_held,
)
from tests.support.databases import EmptyDatabases

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 1)


@pytest.fixture
async def database(databases: EmptyDatabases) -> AsyncIterator[AsyncEngine]:
    """A database as the service finds it."""
    url = databases.take()
    migrate(url, MIGRATIONS)
    engine = connect(url, "test")
    yield engine
    await engine.dispose()
    databases.give_back(url)


async def kept(database: AsyncEngine, kind: type[Any], states: Mapping[Any, Any]) -> PostgresStore:
    store = PostgresStore(database, STATES)
    async with store.transaction() as transaction:
        await transaction.save(kind, states, {})
    return store


async def test_the_database_counts_what_the_log_says(database: AsyncEngine) -> None:
    log = interleaved(a_year(400), seed=3)
    journeys = journeys_from(log)
    await kept(database, Journey, journeys)

    counted = await read_figures(database)
    assert differences(counted, fold(log)) == []
    assert differences(counted, figures_of(journeys.values())) == []
    accounts = await read_accounting(database, PROGRAMME, JANUARY, DECEMBER)
    assert accounts == account(journeys.values())


async def test_journeys_come_back_as_they_were_kept(database: AsyncEngine) -> None:
    story = a_completed_story(1).achieved().moved("E06000016").withdrawn()
    journeys = journeys_from(story.facts)
    store = await kept(database, Journey, journeys)
    async with store.transaction() as transaction:
        assert await transaction.load(Journey, list(journeys)) == journeys


async def test_the_accounting_is_of_the_months_asked_for(database: AsyncEngine) -> None:
    stories = (
        Story(1, on=date(2026, 3, 31)).accepted(),
        Story(2, on=date(2026, 4, 1)).rejected(),
        Story(3).joined(),
    )
    await kept(database, Journey, journeys_from(fact for s in stories for fact in s.facts))
    accounts = await read_accounting(database, PROGRAMME, date(2026, 4, 1), date(2026, 6, 1))
    assert (accounts.referred, accounts.places["rejected"], accounts.unplaced) == (1, 1, 1)


async def test_circles_are_counted(database: AsyncEngine) -> None:
    formed, confirmed, _cancelled, *held = circle_facts("first")
    assert await count_circles(database, PROGRAMME) == {
        "formed": 0,
        "confirmed": 0,
        "cancelled": 0,
        "sessions_held": 0,
    }
    circles = {
        **circles_from([formed, confirmed, *held]),
        **circles_from(circle_facts("second")[:3]),
        an_id("third"): CircleSummary(an_id("third")),
    }
    await kept(database, CircleSummary, circles)
    counted = await count_circles(database, PROGRAMME)
    assert counted == {"formed": 2, "confirmed": 1, "cancelled": 1, "sessions_held": 1}


async def test_matches_are_counted_with_their_mentors_in_their_programme(
    database: AsyncEngine,
) -> None:
    """A meeting may be heard of before its match, and a mentor may have two young people."""
    log = [
        meeting_held("m1"),
        *a_mentored_story(1, "m1", "Maya").facts,
        *a_mentored_story(2, "m2", "Maya").facts,
        *a_mentored_story(3, "m3", "Noor").facts,
        meeting_held("m1"),
        meeting_held("m3", 2),
        *circle_facts("of another programme"),
    ]
    await kept(database, CircleSummary, circles_from(log))
    counted = await count_matches(database, MENTORING)
    assert counted == {"made": 3, "mentors": 2, "sessions_held": 2}
    assert (await count_matches(database, PROGRAMME))["made"] == 0
    assert set((await count_circles(database, MENTORING)).values()) == {0}, "a match is no circle"
    assert (await count_circles(database, PROGRAMME))["sessions_held"] == 1


async def test_figures_are_announced_from_the_database_once(database: AsyncEngine) -> None:
    journeys = journeys_from(a_completed_story(1).facts)
    store = await kept(database, Journey, journeys)
    engine = assemble_engine("reporting", "london", LISTENS_TO, store, Keyring.generate("london"))
    job = PublishFigures(engine, lambda: read_figures(database), lambda: read_announced(database))
    assert await job.run_once(NOW) == 11
    assert await job.run_once(datetime(2027, 1, 5, tzinfo=UTC)) == 0
    assert await read_announced(database) == figures_of(journeys.values())


async def test_the_table_refuses_stages_out_of_order(database: AsyncEngine) -> None:
    impossible = Journey(an_id("nobody"), joined=True)
    with pytest.raises(asyncpg.CheckViolationError, match="stages_are_nested"):
        await kept(database, Journey, {impossible.referral_id: impossible})


async def test_the_migrations_make_the_tables_that_the_code_expects(
    database: AsyncEngine,
) -> None:
    def compare(connection: Any) -> list[Any]:  # noqa: ANN401 - SQLAlchemy's own
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))

    async with database.connect() as connection:
        assert await connection.run_sync(compare) == []
