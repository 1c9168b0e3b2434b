"""Who waits, who is next, and what a referral that is already known changes: nothing."""

from datetime import timedelta

import pytest

from services.matching.handlers.find_place import find_place
from services.matching.handlers.give_up_place import give_up_place
from services.matching.handlers.leave_area import leave_area
from shared.contracts.matching import MemberJoined, ReferralWaitlisted
from shared.runtime.decision import UNCHANGED
from tests.services.matching.builders import (
    HACKNEY,
    LEICESTER,
    MONDAY,
    Region,
    accepted,
    circle_of,
    declined,
    id_of,
    moved,
    offer_made,
    withdrawn,
)


def test_without_a_circle_a_person_waits() -> None:
    region = Region()
    (news,) = region.hears(accepted("Amina"))
    assert isinstance(news, ReferralWaitlisted)
    assert news.referral_id == id_of("Amina")
    assert (news.area, news.track) == (HACKNEY, "general")
    assert region.queue() == [id_of("Amina")]
    assert region.pool().waiting[0].since == MONDAY


def test_whoever_came_first_is_next_whatever_their_id() -> None:
    names = [f"person {n}" for n in range(40)]
    region = Region()
    region.hears(*map(accepted, names))
    assert region.queue() == [id_of(name) for name in names]


def test_a_second_acceptance_of_somebody_who_waits_changes_nothing() -> None:
    region = Region()
    region.hears(accepted("Amina"), accepted("Ben"))
    assert find_place(region.pool(), accepted("Amina"), region.now) is UNCHANGED


def test_a_second_acceptance_of_somebody_with_a_seat_changes_nothing() -> None:
    region = Region()
    region.hears(offer_made(), accepted("Amina"))
    assert find_place(region.pool(), accepted("Amina"), region.now) is UNCHANGED


def test_whoever_withdraws_no_longer_waits_and_nothing_is_announced() -> None:
    region = Region()
    region.hears(accepted("Amina"), accepted("Ben"))
    assert region.hears(withdrawn("Amina")) == []
    assert region.queue() == [id_of("Ben")]


@pytest.mark.parametrize("pool_exists", [True, False])
def test_a_withdrawal_of_somebody_unknown_changes_nothing(pool_exists: bool) -> None:  # noqa: FBT001
    region = Region()
    region.hears(accepted("Ben"))
    pool = region.pool() if pool_exists else None
    assert give_up_place(pool, withdrawn("Amina"), region.now) is UNCHANGED


def test_whoever_moves_waits_at_the_back_of_the_new_area() -> None:
    region = Region()
    region.hears(accepted("Amina"), accepted("Ben", LEICESTER))
    (news,) = region.hears(moved("Amina", left_area=HACKNEY, area=LEICESTER))
    assert isinstance(news, ReferralWaitlisted)
    assert news.area == LEICESTER
    assert region.queue(HACKNEY) == []
    assert region.queue(LEICESTER) == [id_of("Ben"), id_of("Amina")]


def test_whoever_moves_to_an_area_with_a_free_seat_gets_it() -> None:
    region = Region()
    region.hears(accepted("Amina"), offer_made("Fujitsu", area=LEICESTER))
    (news,) = region.hears(moved("Amina"))
    assert isinstance(news, MemberJoined)
    assert news.circle_id == circle_of("Fujitsu")


def test_a_move_within_the_same_area_keeps_the_place_in_the_queue() -> None:
    region = Region()
    region.hears(accepted("Amina"), accepted("Ben"))
    stays = moved("Amina", left_area=HACKNEY, area=HACKNEY)
    assert leave_area(region.pool(), stays, region.now) is UNCHANGED
    assert region.hears(stays) == []
    assert region.queue() == [id_of("Amina"), id_of("Ben")]


def test_graduates_wait_apart() -> None:
    region = Region()
    region.hears(accepted("Amina", track="graduates"), accepted("Ben"))
    assert region.hears(offer_made(track="graduates"))[1:] != []
    assert [m.referral_id for m in region.pool(track="graduates").circles[0].members] == [
        id_of("Amina")
    ]
    assert region.queue() == [id_of("Ben")]


def test_members_of_a_cancelled_circle_wait_in_front_and_as_long_as_before() -> None:
    region = Region()
    region.hears(offer_made("KPMG"), accepted("Cara"), declined("Cara", "KPMG"))
    region.now = MONDAY + timedelta(days=1)
    region.hears(accepted("Amina"), accepted("Ben"))
    assert region.queue() == [id_of("Cara")]
    region.waits_until(MONDAY + timedelta(days=7))
    assert region.queue() == [id_of("Amina"), id_of("Ben"), id_of("Cara")]
    assert [w.since for w in sorted(region.pool().waiting, key=lambda w: w.rank)] == [
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=1),
        MONDAY,
    ]


def test_thousands_who_wait_are_not_made_anew_for_one_newcomer() -> None:
    region = Region()
    region.hears(*(accepted(f"person {n}") for n in range(300)))
    before = {id(waiter) for waiter in region.pool().waiting}
    region.hears(accepted("Amina"))
    after = {id(waiter) for waiter in region.pool().waiting}
    assert before < after
