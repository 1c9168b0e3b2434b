"""A changed state is written back where it was loaded from, and only the parts that changed."""

from dataclasses import replace

import pytest

from shared.runtime.decision import Key
from shared.runtime.ports import Change, Conflict
from shared.store.rows import RowsOf
from tests.shared.conftest import MakeStore
from tests.shared.toy_service import ANN, BOB, HOUR, MONDAY, PROGRAMME, STATES, Alarm, Diary

ANNS, BOBS = Diary(ANN, PROGRAMME, ("one",)), Diary(BOB, PROGRAMME, ("two",))
ALARM = Alarm("E09000012", PROGRAMME, ANN, rings=3)
DIARIES, ALARMS = map(RowsOf, STATES)


async def test_every_part_that_changed_in_any_state_is_kept(make_store: MakeStore) -> None:
    store = await make_store(STATES)
    moved = replace(ANNS, programme="b4q8")
    longer = replace(BOBS, entries=("two", "three"))
    async with store.transaction() as transaction:
        await transaction.save(Diary, {ANN: ANNS, BOB: BOBS}, {})
    async with store.transaction() as transaction:
        await transaction.save(Diary, {}, {ANN: Change(ANNS, moved), BOB: Change(BOBS, longer)})
    async with store.transaction() as transaction:
        assert await transaction.load(Diary, [ANN, BOB]) == {ANN: moved, BOB: longer}


async def test_a_change_of_nothing_is_no_failure(make_store: MakeStore) -> None:
    store = await make_store(STATES)
    async with store.transaction() as transaction:
        await transaction.save(Diary, {ANN: ANNS}, {})
        await transaction.save(Diary, {}, {ANN: Change(ANNS, replace(ANNS))})
        assert await transaction.load(Diary, [ANN]) == {ANN: ANNS}


async def test_a_change_of_what_is_not_there_is_refused(make_store: MakeStore) -> None:
    store = await make_store(STATES)
    changes: dict[Key, Change] = {ANN: Change(ANNS, replace(ANNS, entries=("one", "two")))}
    async with store.transaction() as transaction:
        with pytest.raises(Conflict):
            await transaction.save(Diary, {}, changes)


def test_parts_that_stayed_the_same_object_are_not_written() -> None:
    update, columns = ALARMS.updating([Change(ALARM, replace(ALARM, due_at=MONDAY + HOUR))])
    assert "SET due_at = x.due_at FROM" in update
    assert [list(column) for column in columns] == [[ALARM.area], [MONDAY + HOUR]]
    update, columns = DIARIES.updating([Change(ANNS, replace(ANNS, entries=("one", "two")))])
    assert "SET entries = x.entries::jsonb FROM" in update
    assert [list(column) for column in columns] == [[ANN], ['["one","two"]']]


def test_where_nothing_changed_there_is_no_statement() -> None:
    assert DIARIES.updating([Change(ANNS, replace(ANNS))]) == ("", [])
