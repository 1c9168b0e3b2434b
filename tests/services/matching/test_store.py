"""A pool comes back from its row as it went in, and its table says what a row may be."""

from dataclasses import fields
from datetime import timedelta

from services.matching.domain.pool import Pool
from services.matching.store.tables import STATES, pools
from services.matching.subscribes import LISTENS_TO
from shared.store.rows import RowsOf
from tests.services.matching.builders import MONDAY, Region, accepted, declined, offer_made


def test_every_kind_of_state_has_a_table() -> None:
    assert [stored.kind for stored in STATES] == list(LISTENS_TO.states)


def test_columns_are_the_fields_in_their_order() -> None:
    assert [column.name for column in pools.columns] == [field.name for field in fields(Pool)]


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
