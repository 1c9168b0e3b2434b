"""Whether stored journeys stand where their facts put them, on a real PostgreSQL."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.app import MIGRATIONS
from services.reporting.domain.journey import Journey
from services.reporting.store.standings import find_differences
from services.reporting.store.tables import STATES
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from tests.services.reporting.builders import a_year, interleaved, journeys_from
from tests.support.databases import EmptyDatabases


@pytest.fixture
async def database(databases: EmptyDatabases) -> AsyncIterator[AsyncEngine]:
    """A year of journeys, stored by the service's own means."""
    url = databases.take()
    migrate(url, MIGRATIONS)
    engine = connect(url, "test")
    journeys: dict[Any, Journey] = {**journeys_from(interleaved(a_year(400), seed=5))}
    async with PostgresStore(engine, STATES).transaction() as transaction:
        await transaction.save(Journey, journeys, {})
    yield engine
    await engine.dispose()
    databases.give_back(url)


async def test_what_the_service_stored_follows_from_its_facts(database: AsyncEngine) -> None:
    assert await find_differences(database) == []


async def test_a_standing_that_was_changed_by_hand_is_found_with_its_figure(
    database: AsyncEngine,
) -> None:
    async with database.begin() as connection:
        await connection.execute(
            text(
                "UPDATE journeys SET invited = NOT invited WHERE referral_id ="
                " (SELECT referral_id FROM journeys WHERE joined ORDER BY 1 LIMIT 1)"
            )
        )
    (difference,) = await find_differences(database)
    assert difference.key.measure == "invited"
    assert difference.first is not None
    assert difference.second is not None
    assert abs(difference.first.numerator - difference.second.numerator) == 1
    assert difference.first.denominator == difference.second.denominator


async def test_figures_of_many_journeys_are_added_up_whole(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE journeys SET invited = NOT invited WHERE joined"))
    found = await find_differences(database)
    assert len(found) > 10
    for difference in found:
        told, stored = difference.first, difference.second
        assert told is not None
        assert stored is not None
        assert told.numerator + stored.numerator == told.denominator == stored.denominator


async def test_attendance_that_was_taken_away_by_hand_is_found(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE journeys SET attendances = '[]' WHERE attended"))
    measures = {difference.key.measure for difference in await find_differences(database)}
    assert {"attended", "completed"} <= measures
