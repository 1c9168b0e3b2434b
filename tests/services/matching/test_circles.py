"""A circle from its offer to its end: formed, filled, confirmed or cancelled, forgotten."""

from datetime import timedelta

import pytest

from services.matching.handlers.form_circle import form_circle
from shared.contracts.fact import Fact
from shared.contracts.matching import (
    CircleCancelled,
    CircleConfirmed,
    CircleFormed,
    MemberJoined,
    MemberLeft,
    ReferralWaitlisted,
)
from shared.runtime.decision import UNCHANGED, BrokenRule
from tests.services.matching.builders import (
    MONDAY,
    Region,
    accepted,
    circle_of,
    id_of,
    offer_made,
    withdrawn,
)

FIVE = ("Amina", "Ben", "Cara", "Dev", "Ella")
CONFIRM_BY = MONDAY + timedelta(days=7)
STARTS_AT = MONDAY + timedelta(days=14)
OVER = STARTS_AT + timedelta(days=22, hours=2)
"""Four weekly sessions of two hours, and a day."""


def kinds(news: list[Fact]) -> list[str]:
    return [type(fact).__name__ for fact in news]


def test_an_offer_opens_a_circle_that_says_its_seats_and_its_deadline() -> None:
    (news,) = Region().hears(offer_made("KPMG", seats=(5, 7)))
    assert isinstance(news, CircleFormed)
    assert news.circle_id == circle_of("KPMG")
    assert (news.offer_id, news.host) == (id_of("KPMG"), "kpmg")
    assert (news.seats_min, news.seats_max) == (5, 7)
    assert news.confirm_by == CONFIRM_BY


def test_the_programme_bounds_the_seats() -> None:
    (news,) = Region().hears(offer_made(seats=(2, 30)))
    assert isinstance(news, CircleFormed)
    assert (news.seats_min, news.seats_max) == (4, 8)


@pytest.mark.parametrize("seats", [(1, 3), (9, 12), (6, 5)])
def test_an_offer_that_no_circle_of_the_programme_can_meet_breaks_a_rule(
    seats: tuple[int, int],
) -> None:
    with pytest.raises(BrokenRule) as broken:
        form_circle(None, offer_made(seats=seats), MONDAY)
    assert (broken.value.code, broken.value.pointer) == (
        "seats_outside_programme_bounds",
        "/seats_max",
    )


def test_an_offer_of_a_programme_that_is_not_known_here_breaks_a_rule() -> None:
    offer = offer_made().model_copy(update={"programme": "zzzz"})
    with pytest.raises(BrokenRule) as broken:
        form_circle(None, offer, MONDAY)
    assert broken.value.code == "unknown_programme"


def test_an_offer_confirmed_after_its_start_breaks_a_rule() -> None:
    offer = offer_made(confirm_by=STARTS_AT + timedelta(minutes=1))
    with pytest.raises(BrokenRule) as broken:
        form_circle(None, offer, MONDAY)
    assert (broken.value.code, broken.value.pointer) == (
        "confirm_by_after_first_session",
        "/confirm_by",
    )


def test_a_circle_is_decided_an_hour_before_it_meets_at_the_latest() -> None:
    region = Region()
    region.hears(offer_made(confirm_by=STARTS_AT), *map(accepted, FIVE))
    assert kinds(region.waits_until(STARTS_AT - timedelta(hours=1))) == ["CircleConfirmed"]


def test_the_same_offer_again_changes_nothing() -> None:
    region = Region()
    region.hears(offer_made(), accepted("Amina"))
    assert form_circle(region.pool(), offer_made(), region.now) is UNCHANGED


def test_those_who_wait_longest_get_the_seats_and_a_full_circle_is_confirmed_once() -> None:
    region = Region()
    region.hears(*map(accepted, FIVE))
    news = region.hears(offer_made(seats=(4, 4)))
    assert kinds(news) == ["CircleFormed"] + ["MemberJoined"] * 4 + ["CircleConfirmed"]
    joined = [fact.referral_id for fact in news if isinstance(fact, MemberJoined)]
    assert joined == [id_of(name) for name in FIVE[:4]]
    confirmed = news[-1]
    assert isinstance(confirmed, CircleConfirmed)
    assert [member.referral_id for member in confirmed.members] == joined
    assert [m.person_id for m in confirmed.members] == [id_of(f"person {n}") for n in FIVE[:4]]
    assert (confirmed.venue, confirmed.first_session_at) == (
        "KPMG, 15 Canada Square, London",
        STARTS_AT,
    )
    assert region.waits_until(CONFIRM_BY) == []
    assert region.queue() == [id_of("Ella")]


def test_the_last_free_seat_taken_confirms_the_circle() -> None:
    region = Region()
    region.hears(offer_made(seats=(4, 4)), *map(accepted, FIVE[:3]))
    assert kinds(region.hears(accepted("Dev"))) == ["MemberJoined", "CircleConfirmed"]
    assert kinds(region.hears(accepted("Ella"))) == ["ReferralWaitlisted"]


def test_a_newcomer_joins_the_circle_that_starts_soonest() -> None:
    region = Region()
    region.hears(
        offer_made("HSBC", starts_at=MONDAY + timedelta(days=20)),
        offer_made("Fujitsu", starts_at=MONDAY + timedelta(days=10)),
        offer_made("KPMG", starts_at=MONDAY + timedelta(days=15)),
    )
    (news,) = region.hears(accepted("Amina"))
    assert isinstance(news, MemberJoined)
    assert news.circle_id == circle_of("Fujitsu")


def test_enough_members_at_the_deadline_confirm_the_circle() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE))
    assert region.waits_until(CONFIRM_BY - timedelta(seconds=1)) == []
    (news,) = region.waits_until(CONFIRM_BY)
    assert isinstance(news, CircleConfirmed)
    assert len(news.members) == 5


def test_somebody_can_still_join_a_confirmed_circle_until_it_starts() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE))
    region.waits_until(STARTS_AT - timedelta(seconds=1))
    assert kinds(region.hears(accepted("Femi"))) == ["MemberJoined"]
    region.waits_until(STARTS_AT)
    assert kinds(region.hears(accepted("Gita"))) == ["ReferralWaitlisted"]


def test_too_few_members_at_the_deadline_cancel_the_circle_and_they_wait_again() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE[:3]))
    news = region.waits_until(CONFIRM_BY)
    assert kinds(news) == ["CircleCancelled"] + ["MemberLeft"] * 3 + ["ReferralWaitlisted"] * 3
    assert isinstance(news[0], CircleCancelled)
    assert news[0].reason == "too_few_members"
    assert {fact.reason for fact in news if isinstance(fact, MemberLeft)} == {"circle_cancelled"}
    assert region.queue() == [id_of(name) for name in FIVE[:3]]
    assert region.pool().due_at is None


def test_members_of_a_cancelled_circle_get_seats_in_another_at_once() -> None:
    region = Region()
    region.hears(
        offer_made("KPMG"),
        *map(accepted, FIVE[:3]),
        offer_made("HSBC", starts_at=STARTS_AT + timedelta(days=7), confirm_by=STARTS_AT),
    )
    news = region.waits_until(CONFIRM_BY)
    assert kinds(news) == ["CircleCancelled"] + ["MemberLeft"] * 3 + ["MemberJoined"] * 3
    assert len(region.circle("HSBC").members) == 3
    assert region.queue() == []


@pytest.mark.parametrize("most", [8, 5], ids=["with seats left", "then full"])
def test_two_circles_too_small_on_the_same_day_make_one_that_meets(most: int) -> None:
    region = Region()
    region.hears(offer_made("HSBC", seats=(4, most)), *map(accepted, FIVE[:3]))
    region.hears(offer_made("KPMG", starts_at=STARTS_AT - timedelta(days=1)))
    region.hears(*map(accepted, FIVE[3:]))
    news = region.waits_until(CONFIRM_BY)
    assert kinds(news) == [
        "CircleCancelled",
        *["MemberLeft"] * 2,
        *["MemberJoined"] * 2,
        "CircleConfirmed",
    ]
    assert [m.referral_id for m in region.circle("HSBC").members] == [id_of(n) for n in FIVE]


def test_a_circle_that_nobody_could_decide_in_time_is_cancelled_not_confirmed() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE))
    region.now = STARTS_AT + timedelta(hours=1)
    news = region.waits_until(region.now)
    assert isinstance(news[0], CircleCancelled)
    assert news[0].reason == "start_passed"
    assert kinds(news)[1:] == ["MemberLeft"] * 5 + ["ReferralWaitlisted"] * 5


def test_an_offer_heard_after_its_start_seats_nobody() -> None:
    region = Region(now=STARTS_AT)
    region.hears(*map(accepted, FIVE))
    assert kinds(region.hears(offer_made())) == ["CircleFormed"]
    assert kinds(region.waits_until(STARTS_AT)) == ["CircleCancelled"]
    assert len(region.queue()) == 5


def test_a_confirmed_circle_that_loses_members_still_meets() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE[:4]))
    region.waits_until(CONFIRM_BY)
    assert kinds(region.hears(withdrawn("Amina"))) == ["MemberLeft"]
    assert region.waits_until(OVER) == []


def test_a_circle_is_forgotten_when_its_last_session_is_over() -> None:
    region = Region()
    region.hears(offer_made(), *map(accepted, FIVE))
    region.waits_until(OVER - timedelta(seconds=1))
    assert kinds(region.hears(withdrawn("Amina"))) == ["MemberLeft"]
    assert region.waits_until(OVER) == []
    assert region.pool().circles == ()
    assert (region.pool().seats, region.pool().seats_taken, region.pool().due_at) == (0, 0, None)
    assert region.hears(withdrawn("Ben")) == []


def test_the_pool_counts_its_seats() -> None:
    region = Region()
    region.hears(offer_made("KPMG", seats=(4, 8)), offer_made("HSBC", seats=(4, 6)))
    news = region.hears(*map(accepted, FIVE))
    assert not any(isinstance(fact, ReferralWaitlisted) for fact in news)
    assert (region.pool().seats, region.pool().seats_taken) == (14, 5)
