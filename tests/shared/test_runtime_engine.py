"""What the engine promises, on every kind of store."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.contracts.failures import FactDeadLettered
from shared.contracts.matching import ReferralWaitlisted
from shared.contracts.referrals import ReceiptIssued
from shared.runtime import crash_points
from shared.runtime.announce import FactTooLarge
from shared.runtime.batch import Handled
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.delivery import receive
from shared.runtime.working_set import HandlerFailed
from tests.shared.toy_service import (
    ANN,
    BOB,
    HACKNEY,
    HOUR,
    LEICESTER,
    MONDAY,
    PROGRAMME,
    REGION,
    STUCK,
    Alarm,
    Arrived,
    Diary,
    Toy,
    arrived,
    outcome,
    staged,
    submitted,
    waits,
)

THE_CONSUMERS_OWN = {"consumer.after_fetch", "consumer.after_offset"}
POINTS = [
    p for p in crash_points.POINTS if p.startswith("consumer.") and p not in THE_CONSUMERS_OWN
]


async def test_facts_of_one_key_are_applied_in_their_order(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1"), outcome("two", "e2", BOB)], MONDAY)
    await toy.engine.handle([outcome("three", "e3"), outcome("four", "e4")], MONDAY)
    assert await toy.diary(ANN) == ("one", "three", "four")
    assert await toy.diary(BOB) == ("two",)


async def test_a_second_copy_in_one_batch_counts_once(toy: Toy) -> None:
    handled = await toy.engine.handle([outcome("one", "e1"), outcome("one", "e1")], MONDAY)
    assert (handled.applied, handled.duplicates) == (1, 1)
    assert await toy.diary(ANN) == ("one",)
    assert len(await toy.announced(ReferralWaitlisted)) == 1


async def test_a_copy_that_comes_a_year_later_changes_nothing(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1")], MONDAY)
    handled = await toy.engine.handle([outcome("one", "e1")], MONDAY + timedelta(days=365))
    assert (handled.applied, handled.duplicates) == (0, 1)
    assert await toy.diary(ANN) == ("one",)
    assert len(await toy.announced()) == 1


async def test_two_events_that_say_the_same_both_count(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1"), outcome("one", "e2")], MONDAY)
    assert await toy.diary(ANN) == ("one", "one")


async def test_one_fact_changes_all_the_states_that_it_concerns(toy: Toy) -> None:
    await toy.engine.handle([outcome("alarm", "e1")], MONDAY)
    alarms = await toy.engine.recall(Alarm, [HACKNEY])
    assert alarms[HACKNEY].due_at == MONDAY + HOUR
    assert await toy.diary(ANN) == ("alarm",)


async def test_what_is_announced_is_numbered_per_key_across_batches(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1"), outcome("two", "e2", BOB)], MONDAY)
    await toy.engine.handle([outcome("three", "e3"), outcome("four", "e4")], MONDAY)
    numbers = [(s.key, s.headers["ce_sequence"]) for s in await toy.announced()]
    assert numbers == [(str(ANN), "1"), (str(BOB), "1"), (str(ANN), "2"), (str(ANN), "3")]


async def test_what_is_announced_names_its_cause(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1")], MONDAY)
    (sent,) = await toy.announced()
    assert sent.topic == "north.waiting"
    assert sent.headers["ce_causationid"] == "e1"
    assert sent.headers["ce_correlationid"] == "e1"
    assert sent.headers["ce_source"] == "/inroads/north/toy"
    assert sent.headers["ce_programme"] == PROGRAMME
    assert sent.headers["ce_partitionkey"] == sent.key == str(ANN)
    assert sent.headers["ce_recordedtime"] == MONDAY.isoformat()


async def test_a_broken_rule_is_a_dead_letter_and_parks_its_key(toy: Toy) -> None:
    batch = [outcome("one", "e1"), outcome("broken", "e2"), outcome("x", "e3", BOB)]
    handled = await toy.engine.handle([*batch, outcome("four", "e4")], MONDAY)
    await toy.engine.handle([outcome("five", "e5"), outcome("y", "e6", BOB)], MONDAY)
    assert handled.broken == ()  # BOB's fact was applied after it
    assert await toy.diary(ANN) == ("one",)
    assert await toy.diary(BOB) == ("x", "y")
    assert [h.waits_for for h in await toy.held()] == ["operator", "behind", "behind"]


async def test_broken_rules_since_the_last_success_are_counted(toy: Toy) -> None:
    batch = [outcome("one", "e1", BOB), outcome("broken", "e2"), outcome("five", "e3")]
    handled = await toy.engine.handle(batch, MONDAY)
    assert (handled.applied, handled.held, handled.broken) == (1, 2, ("toy_rule",))


async def test_a_dead_letter_says_why_and_holds_sealed_evidence(toy: Toy) -> None:
    broken = outcome("broken", "e1")
    await toy.engine.handle([broken], MONDAY)
    (letter,) = await toy.announced(FactDeadLettered)
    assert letter.topic == "north.toy.dead-letters"
    assert letter.data["code"] == "toy_rule"
    assert letter.data["pointer"] == "/data/kind"
    identity = receive(broken).delivery_id
    opened = toy.keyring.open_text("evidence", letter.data["sealed_bytes"], bound_to=identity.bytes)
    assert opened == broken.value
    assert letter.data["dead_letter_id"] == str(identity)


async def test_nothing_remains_of_a_fact_whose_second_state_refuses_it(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1"), outcome("broken_later", "e2")], MONDAY)
    assert await toy.diary(ANN) == ("one",)
    assert [s.headers["ce_causationid"] for s in await toy.announced(ReferralWaitlisted)] == ["e1"]


async def test_a_fact_whose_first_state_is_new_leaves_none_when_it_is_refused(toy: Toy) -> None:
    await toy.engine.handle([outcome("broken_later", "e1")], MONDAY)
    assert await toy.engine.recall(Diary, [ANN]) == {}


async def test_unreadable_bytes_are_a_dead_letter_that_holds_nobody_up(toy: Toy) -> None:
    damaged = outcome("one", "e1")._replace(value=b"{")
    handled = await toy.engine.handle([damaged, outcome("two", "e2")], MONDAY)
    assert (handled.applied, handled.unreadable, handled.broken) == (1, 0, ())
    assert await toy.diary(ANN) == ("two",)
    assert [s.data["code"] for s in await toy.announced(FactDeadLettered)] == ["schema_invalid"]


async def test_facts_that_the_table_does_not_name_are_passed_over(toy: Toy) -> None:
    foreign = arrived(waits(ANN), "e1")
    unknown = outcome("one", "e2")
    headers = [(k, b"inroads.new.thing.v1" if k == "ce_type" else v) for k, v in unknown.headers]
    handled = await toy.engine.handle([foreign, unknown._replace(headers=headers)], MONDAY)
    assert handled == Handled()
    assert await toy.announced() == []


async def test_a_handler_that_fails_leaves_nothing_and_the_batch_can_come_again(toy: Toy) -> None:
    batch = [outcome("one", "e1"), outcome("defect", "e2")]
    with pytest.raises(HandlerFailed) as failed:
        await toy.engine.handle(batch, MONDAY)
    assert failed.value.delivery_id == receive(batch[1]).delivery_id
    assert await toy.diary(ANN) == ()
    handled = await toy.engine.handle(batch[:1], MONDAY)
    assert (handled.applied, handled.duplicates) == (1, 0)


async def test_a_condemned_delivery_becomes_a_dead_letter(toy: Toy) -> None:
    batch = [outcome("one", "e1"), outcome("defect", "e2"), outcome("three", "e3")]
    condemned = {receive(batch[1]).delivery_id: "handler_failed"}
    handled = await toy.engine.handle(batch, MONDAY, condemned)
    assert (handled.applied, handled.held) == (1, 2)
    assert await toy.diary(ANN) == ("one",)
    assert [s.data["code"] for s in await toy.announced(FactDeadLettered)] == ["handler_failed"]


async def test_a_fact_that_would_be_too_large_to_travel_is_refused_before_it_is_kept(
    toy: Toy,
) -> None:
    with pytest.raises(FactTooLarge):
        await toy.engine.handle([outcome("one", "e1"), outcome("huge", "e2")], MONDAY)
    assert await toy.diary(ANN) == ()
    assert await toy.announced() == []


@pytest.mark.parametrize("point", POINTS)
async def test_a_crash_at_any_point_and_another_delivery_have_the_effect_once(
    toy: Toy, point: str
) -> None:
    batch = [outcome("one", "e1"), outcome("broken", "e2", BOB), staged("paused")]
    with pytest.raises(_Crash):
        await _crash_while_handling(toy, batch, point)
    await toy.engine.handle(batch, MONDAY)
    assert await toy.diary(ANN) == ("one",)
    assert len(await toy.announced(ReferralWaitlisted)) == 1
    assert len(await toy.announced(FactDeadLettered)) == 1
    assert len(await toy.held()) == 1
    assert await toy.engine.stages() == {PROGRAMME: "paused"}


async def test_time_wakes_what_is_due_once_and_nothing_else(toy: Toy) -> None:
    await toy.engine.handle([outcome("alarm", "e1")], MONDAY)
    await toy.engine.handle([outcome("alarm", "e2", BOB, area=LEICESTER)], MONDAY + HOUR)
    before = len(await toy.announced())
    assert await toy.engine.wake(MONDAY) == 0
    assert await toy.engine.wake(MONDAY + HOUR) == 1
    assert await toy.engine.wake(MONDAY + HOUR) == 0
    alarms = await toy.engine.recall(Alarm, [HACKNEY, LEICESTER])
    assert {area: alarm.rings for area, alarm in alarms.items()} == {HACKNEY: 1, LEICESTER: 0}
    (rung,) = (await toy.announced())[before:]
    assert "ce_causationid" not in rung.headers
    assert rung.headers["ce_correlationid"] == rung.headers["ce_id"]


async def test_time_wakes_nothing_of_a_paused_programme(toy: Toy) -> None:
    await toy.engine.handle([outcome("alarm", "e1"), staged("paused")], MONDAY)
    assert await toy.engine.wake(MONDAY + HOUR) == 0
    assert await toy.engine.due(Alarm, MONDAY + HOUR, 10) == []
    await toy.engine.handle([staged("live", "again")], MONDAY)
    assert [alarm.area for alarm in await toy.engine.due(Alarm, MONDAY + HOUR, 10)] == [HACKNEY]
    assert await toy.engine.wake(MONDAY + HOUR) == 1


async def test_due_states_come_oldest_first_and_no_more_than_asked_for(toy: Toy) -> None:
    await toy.engine.handle([outcome("alarm", "e1", BOB, area=LEICESTER)], MONDAY)
    await toy.engine.handle([outcome("alarm", "e2")], MONDAY - HOUR)
    due = await toy.engine.due(Alarm, MONDAY + HOUR, 10)
    assert [alarm.area for alarm in due] == [HACKNEY, LEICESTER]
    assert len(await toy.engine.due(Alarm, MONDAY + HOUR, 1)) == 1


async def test_a_command_changes_and_announces_in_one_transaction(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1")], MONDAY)

    def strike_out(diary: Diary | None, _now: object) -> Decision:
        if diary is None:
            return UNCHANGED
        return Diary(diary.referral_id, PROGRAMME), [waits(diary.referral_id)]

    await toy.engine.command(Diary, [ANN, BOB], strike_out, MONDAY)
    assert await toy.diary(ANN) == ()
    assert await toy.engine.recall(Diary, [BOB]) == {}
    assert [s.headers["ce_sequence"] for s in await toy.announced()] == ["1", "2"]


async def test_a_command_that_fails_changes_nothing(toy: Toy) -> None:
    await toy.engine.handle([outcome("one", "e1"), outcome("two", "e2", BOB)], MONDAY)

    def fail_for_bob(diary: Diary, _now: object) -> Decision:
        if diary.referral_id == BOB:
            raise RuntimeError
        return Diary(diary.referral_id, PROGRAMME), []

    with pytest.raises(RuntimeError):
        await toy.engine.command(Diary, [ANN, BOB], fail_for_bob, MONDAY)
    assert await toy.diary(ANN) == ("one",)


async def test_every_submission_is_answered_once_also_when_nobody_can_read_it(entry: Toy) -> None:
    await entry.open()
    good, bad = submitted("one", "s1"), submitted("two", "s2")._replace(value=b"[]")
    nameless = Arrived(f"{REGION}.inbound", 0, 0, b"k", b"\xff\xfe", [])
    handled = await entry.engine.handle([good, bad, nameless, nameless, good], MONDAY)
    assert (handled.applied, handled.duplicates, handled.unreadable) == (1, 2, 2)
    answers = [s.data for s in await entry.announced(ReceiptIssued)]
    assert [(a["event_id"], a["verdict"]) for a in answers] == [
        ("s1", "accepted"),
        ("s2", "rejected"),
        (None, "quarantined"),
    ]
    assert {UUID(a["receipt_id"]) for a in answers} == {
        receive(record).delivery_id for record in (good, bad, nameless)
    }


async def test_a_known_fact_on_a_stream_where_it_does_not_travel_is_rejected(entry: Toy) -> None:
    await entry.open()
    strayed = outcome("one", "e1")._replace(topic=f"{REGION}.inbound")
    await entry.engine.handle([strayed], MONDAY)
    (receipt,) = await entry.announced(ReceiptIssued)
    assert (receipt.data["verdict"], receipt.data["code"]) == ("rejected", "wrong_stream")


class _Crash(BaseException):
    """The process dies: nothing may catch this."""


async def _crash_while_handling(toy: Toy, batch: list[Arrived], point: str) -> None:
    def crash(reached: str) -> None:
        if reached == point:
            raise _Crash

    crash_points.on_reach(crash)
    try:
        await toy.engine.handle(batch, MONDAY)
    finally:
        crash_points.on_reach(None)


async def test_a_state_whose_wake_fails_holds_up_no_other(toy: Toy) -> None:
    stuck, sound = outcome("alarm", "e1", area=STUCK), outcome("alarm", "e2", BOB)
    await toy.engine.handle([stuck, sound], MONDAY)
    assert await toy.engine.wake(MONDAY + HOUR) == 1
    alarms = await toy.engine.recall(Alarm, [STUCK, HACKNEY])
    assert (alarms[STUCK].rings, alarms[HACKNEY].rings) == (0, 1)
    assert await toy.engine.wake(MONDAY + HOUR) == 0
