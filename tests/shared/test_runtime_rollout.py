"""How a programme's stage holds facts back and lets them go, on every kind of store."""

from dataclasses import replace
from uuid import UUID

import pytest

from shared.contracts.operations import StageName
from shared.contracts.referrals import ReceiptIssued
from tests.shared.toy_service import (
    ANN,
    BOB,
    HOUR,
    MONDAY,
    PROGRAMME,
    Arrived,
    Toy,
    outcome,
    staged,
    submitted,
)


async def test_a_programme_that_nobody_spoke_of_is_off(closed_toy: Toy) -> None:
    handled = await closed_toy.engine.handle([outcome("one", "e1")], MONDAY)
    assert (handled.applied, handled.held) == (0, 1)
    assert (await closed_toy.engine.release(MONDAY)).applied == 0
    assert await closed_toy.diary(ANN) == ()
    assert [h.waits_for for h in await closed_toy.held()] == ["stage"]


@pytest.mark.parametrize("stage", ["off", "paused"])
async def test_a_closed_stage_parks_facts(closed_toy: Toy, stage: StageName) -> None:
    await closed_toy.open(stage)
    handled = await closed_toy.engine.handle([outcome("one", "e1")], MONDAY)
    assert (handled.applied, handled.held) == (0, 1)


@pytest.mark.parametrize("stage", ["shadow", "canary", "live"])
async def test_an_open_stage_applies_what_other_services_say(
    closed_toy: Toy, stage: StageName
) -> None:
    await closed_toy.open(stage)
    handled = await closed_toy.engine.handle([outcome("one", "e1")], MONDAY)
    assert (handled.applied, handled.held) == (1, 0)


async def test_going_live_plays_what_was_parked_once_and_in_order(closed_toy: Toy) -> None:
    batch = [outcome(k, f"e{k}{who}", who) for k in "abc" for who in (ANN, BOB)]
    await closed_toy.engine.handle(batch, MONDAY)
    await closed_toy.open("live")
    assert (await closed_toy.engine.release(MONDAY)).applied == 6
    assert (await closed_toy.engine.release(MONDAY)).applied == 0
    assert await closed_toy.diary(ANN) == await closed_toy.diary(BOB) == ("a", "b", "c")
    assert await closed_toy.held() == []


async def test_what_arrives_before_the_release_waits_behind_what_was_parked(
    closed_toy: Toy,
) -> None:
    await closed_toy.engine.handle([outcome("one", "e1")], MONDAY)
    await closed_toy.open("live")
    await closed_toy.engine.handle([outcome("two", "e2"), outcome("x", "e3", BOB)], MONDAY)
    assert await closed_toy.diary(ANN) == ()
    assert await closed_toy.diary(BOB) == ("x",)
    await closed_toy.engine.release(MONDAY)
    assert await closed_toy.diary(ANN) == ("one", "two")


async def test_a_copy_of_a_parked_fact_is_parked_only_once(closed_toy: Toy) -> None:
    await closed_toy.engine.handle([outcome("one", "e1"), outcome("one", "e1")], MONDAY)
    await closed_toy.engine.handle([outcome("one", "e1")], MONDAY)
    await closed_toy.open("live")
    await closed_toy.engine.release(MONDAY)
    assert await closed_toy.diary(ANN) == ("one",)


async def test_only_so_many_are_released_at_once_and_still_in_order(closed_toy: Toy) -> None:
    batch = [outcome(k, f"e{k}{who}", who) for k in "abc" for who in (ANN, BOB)]
    await closed_toy.engine.handle(batch, MONDAY)
    await closed_toy.open("live")
    engine = replace(closed_toy.engine, release_limit=4)
    assert (await engine.release(MONDAY)).applied == 4
    assert await closed_toy.diary(ANN) == ("a", "b")
    await closed_toy.engine.handle([outcome("d", "ed")], MONDAY)
    assert (await engine.release(MONDAY)).applied == 3
    assert await closed_toy.diary(ANN) == ("a", "b", "c", "d")


async def test_a_broken_rule_found_at_release_parks_what_is_behind_it(closed_toy: Toy) -> None:
    batch = [outcome("one", "e1"), outcome("broken", "e2"), outcome("three", "e3")]
    await closed_toy.engine.handle([*batch, outcome("x", "e4", BOB)], MONDAY)
    await closed_toy.open("live")
    await closed_toy.engine.release(MONDAY)
    await closed_toy.engine.handle([outcome("five", "e5")], MONDAY)
    await closed_toy.engine.release(MONDAY)
    assert await closed_toy.diary(ANN) == ("one",)
    assert await closed_toy.diary(BOB) == ("x",)
    parked = [(h.waits_for, h.code) for h in await closed_toy.held()]
    assert parked == [("operator", "toy_rule"), ("behind", ""), ("behind", "")]


async def test_pausing_parks_and_going_live_again_plays(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1")], MONDAY)
    await toy.engine.handle([staged("paused")], MONDAY)
    await toy.engine.handle([outcome("two", "e2")], MONDAY)
    await toy.engine.handle([staged("live", "again")], MONDAY)
    await toy.engine.release(MONDAY)
    assert await toy.diary(ANN) == ("one", "two")


async def test_an_old_copy_of_a_stage_does_not_bring_the_stage_back(toy: Toy) -> None:
    await toy.engine.handle([staged("paused"), staged("live", "again")], MONDAY)
    await toy.engine.handle([staged("paused")], MONDAY)
    assert await toy.engine.stages() == {PROGRAMME: "live"}


async def test_another_programmes_facts_stay_parked(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1", programme="h6r5")], MONDAY)
    await toy.engine.handle([outcome("two", "e2", BOB)], MONDAY)
    assert (await toy.engine.release(MONDAY)).applied == 0
    assert await toy.diary(ANN) == ()
    assert await toy.diary(BOB) == ("two",)


async def test_a_canary_lets_the_chosen_offices_in_and_the_others_when_it_goes_live(
    entry: Toy,
) -> None:
    await entry.open("canary", offices=["HACK01"])
    batch = [submitted("one", "s1"), submitted("two", "s2", BOB, office="LEIC01")]
    handled = await entry.engine.handle(batch, MONDAY)
    assert (handled.applied, handled.held) == (1, 1)
    assert (await entry.engine.release(MONDAY)).applied == 0
    await entry.open("live")
    assert (await entry.engine.release(MONDAY + HOUR)).applied == 1
    answered = [s.data["event_id"] for s in await entry.announced(ReceiptIssued)]
    assert answered == ["s1", "s2"]


@pytest.mark.parametrize(("percent", "applied"), [(0, 0), (100, 50)])
async def test_a_canary_lets_a_share_of_the_keys_in(entry: Toy, percent: int, applied: int) -> None:
    await entry.open("canary", percent=percent)
    handled = await entry.engine.handle(_submissions_of(50), MONDAY)
    assert handled.applied == applied


async def test_a_canarys_share_is_about_what_was_asked_and_chosen_by_key(entry: Toy) -> None:
    await entry.open("canary", percent=30)
    handled = await entry.engine.handle(_submissions_of(400), MONDAY)
    assert 80 <= handled.applied <= 160
    again = [submitted("again", f"again{n}", UUID(int=n)) for n in range(400)]
    assert (await entry.engine.handle(again, MONDAY)).applied == handled.applied


def _submissions_of(people: int) -> list[Arrived]:
    return [submitted("one", f"s{n}", UUID(int=n)) for n in range(people)]


async def test_a_fact_that_only_waits_for_its_stage_ends_a_row_of_dead_letters(
    closed_toy: Toy,
) -> None:
    unreadable = outcome("one", "e1")._replace(value=b"{", offset=1)
    handled = await closed_toy.engine.handle([unreadable, outcome("two", "e2")], MONDAY)
    assert handled.sound
    assert handled.broken == ()
