"""States come back from their rows as they went in."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, make_url

from services.matching.app import MIGRATIONS
from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_answers import RunAnswers
from services.matching.domain.schools import Schools
from services.matching.domain.standing_snapshot import StandingSnapshot
from services.matching.store.tables import STATES, metadata
from services.matching.subscribes import LISTENS_TO
from shared.store.migrations import migrate
from shared.store.rows import RowsOf
from shared.store.states import StoredState
from tests.services.matching.builders import MONDAY, Region, accepted, declined, offer_made
from tests.services.matching.caseload_town import Town as CaseloadTown
from tests.services.matching.caseload_town import accepted as in_need
from tests.services.matching.caseload_town import post
from tests.services.matching.pairs_town import Town, answered, cleared, id_of, ready
from tests.services.matching.pairs_town import accepted as accepted_by_mentors
from tests.services.matching.school_town import Town as SchoolTown
from tests.services.matching.school_town import asks, offers
from tests.support.databases import EmptyDatabases


def test_every_kind_of_state_has_a_table() -> None:
    of_jobs = {MatchRun, RunAnswers, StandingSnapshot}
    assert {stored.kind for stored in STATES} == {*LISTENS_TO.states, *of_jobs}


@pytest.mark.parametrize("stored", STATES, ids=lambda stored: stored.kind.__name__)
def test_columns_are_the_fields_in_their_order(stored: StoredState) -> None:
    columns = [column.name for column in stored.table.columns]
    assert columns == [field.name for field in fields(stored.kind)]


def test_mentors_and_young_people_come_back_from_their_rows_as_they_went_in() -> None:
    town = Town()
    town.births[id_of("Yusuf")] = "2010-01"
    town.hears(*ready("Maya"), cleared("Maya", date(2026, 1, 1), date(2027, 1, 1)))
    town.hears(accepted_by_mentors("Yusuf"))
    match = town.proposes(id_of("Maya"), id_of("Yusuf"))
    assert match
    town.settles()
    proposed = town.mentee("Yusuf")
    town.hears(answered(match, "Yusuf", accepts=True))
    for state in (town.mentor("Maya"), proposed, town.mentee("Yusuf")):
        (stored,) = (stored for stored in STATES if stored.kind is type(state))
        rows = RowsOf(stored)
        row = [next(iter(column)) for column in rows.columns([state])]
        assert list(rows.states([row]).values()) == [state]


def test_caseloads_come_back_from_their_row_as_they_went_in() -> None:
    town = CaseloadTown()
    town.hears(post("Ann", cap=1, ends=date(2026, 5, 1)), in_need("Zoe"), in_need("Yusuf"))
    town.decides(in_need("New"))
    rows = RowsOf(STATES[-1])
    row = [next(iter(column)) for column in rows.columns([town.loads])]
    assert rows.states([row]) == {"v3t9": town.loads}
    assert town.loads.newcomers
    assert town.loads.waiting


def test_schools_come_back_from_their_row_as_they_went_in() -> None:
    town = SchoolTown()
    town.hears(offers("Ann", ends=date(2026, 5, 1)), asks("Hill"), asks("Dale"))
    (stored,) = (state for state in STATES if state.kind is Schools)
    rows = RowsOf(stored)
    row = [next(iter(column)) for column in rows.columns([town.schools])]
    assert rows.states([row]) == {"h6r5": town.schools}
    assert town.schools.waiting
    assert town.schools.comers[0].visits


def test_a_pool_comes_back_from_its_row_as_it_went_in() -> None:
    region = Region()
    region.hears(*(accepted(name) for name in ("Amina", "Ben", "Cara", "Dev", "Ella")))
    region.hears(offer_made("KPMG", seats=(4, 4)), declined("Ben", "KPMG"), offer_made("HSBC"))
    region.waits_until(MONDAY + timedelta(days=3))
    region.hears(declined("Ben", "HSBC"))
    pool = region.pool()
    assert pool.waiting
    assert len(pool.circles) == 2
    rows = RowsOf(STATES[0])
    columns = rows.columns([pool])
    row = [next(iter(column)) for column in columns]
    assert rows.states([row]) == {pool.pool_id: pool}


def test_the_migrations_make_the_tables_that_the_code_expects(databases: EmptyDatabases) -> None:
    def compare(connection: Connection) -> list[Any]:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))

    url = databases.take()
    migrate(url, MIGRATIONS)
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        assert compare(connection) == []
    engine.dispose()
    databases.give_back(url)
