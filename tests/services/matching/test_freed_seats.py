"""A seat that is given up goes at once to whoever waits longest and may have it."""

from datetime import timedelta

from shared.contracts.fact import Fact
from shared.contracts.matching import MemberJoined, MemberLeft, ReferralWaitlisted
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

MEMBERS = ("Amina", "Ben", "Cara", "Dev")


def a_full_circle_and_two_who_wait() -> Region:
    region = Region()
    region.hears(offer_made("KPMG", seats=(4, 4)), *map(accepted, (*MEMBERS, "Ella", "Femi")))
    return region


def told(news: list[Fact]) -> list[tuple[type[Fact], object]]:
    return [(type(fact), getattr(fact, "referral_id", None)) for fact in news]


def test_a_freed_seat_goes_to_whoever_waits_longest() -> None:
    region = a_full_circle_and_two_who_wait()
    news = region.hears(withdrawn("Ben"))
    assert told(news) == [(MemberLeft, id_of("Ben")), (MemberJoined, id_of("Ella"))]
    assert isinstance(news[0], MemberLeft)
    assert news[0].reason == "withdrawn"
    assert region.queue() == [id_of("Femi")]


def test_a_promotion_into_a_confirmed_circle_does_not_confirm_it_again() -> None:
    region = a_full_circle_and_two_who_wait()
    region.hears(withdrawn("Ben"))
    assert [type(fact).__name__ for fact in region.announced].count("CircleConfirmed") == 1


def test_a_seat_freed_after_the_start_stays_free() -> None:
    region = a_full_circle_and_two_who_wait()
    region.waits_until(MONDAY + timedelta(days=14))
    assert told(region.hears(withdrawn("Ben"))) == [(MemberLeft, id_of("Ben"))]
    assert region.queue() == [id_of("Ella"), id_of("Femi")]


def test_whoever_declines_waits_at_the_back_and_is_not_offered_that_circle_again() -> None:
    region = a_full_circle_and_two_who_wait()
    news = region.hears(declined("Ben", "KPMG"))
    assert told(news) == [
        (MemberLeft, id_of("Ben")),
        (MemberJoined, id_of("Ella")),
        (ReferralWaitlisted, id_of("Ben")),
    ]
    assert isinstance(news[0], MemberLeft)
    assert news[0].reason == "declined"
    assert region.queue() == [id_of("Femi"), id_of("Ben")]
    region.hears(withdrawn("Cara"))
    assert told(region.hears(withdrawn("Dev"))) == [(MemberLeft, id_of("Dev"))]
    assert region.queue() == [id_of("Ben")]


def test_whoever_declines_one_circle_gets_a_seat_in_another_at_once() -> None:
    region = a_full_circle_and_two_who_wait()
    region.hears(offer_made("HSBC", starts_at=MONDAY + timedelta(days=20)))
    news = region.hears(declined("Ben", "KPMG"))
    assert told(news) == [(MemberLeft, id_of("Ben")), (MemberJoined, id_of("Ben"))]
    assert isinstance(news[1], MemberJoined)
    assert news[1].circle_id == circle_of("HSBC")


def test_a_circle_declined_from_another_seat_or_while_waiting_is_remembered() -> None:
    region = Region()
    region.hears(accepted("Amina"), declined("Amina", "KPMG"))
    assert told(region.hears(offer_made("KPMG")))[1:] == []
    region.hears(offer_made("HSBC"), declined("Amina", "Fujitsu"))
    assert region.hears(offer_made("Fujitsu", confirm_by=MONDAY + timedelta(days=9)))[1:] == []
    news = region.waits_until(MONDAY + timedelta(days=7))
    assert (MemberJoined, id_of("Amina")) not in told(news)
    assert region.queue() == [id_of("Amina")]


def test_declining_twice_or_as_a_stranger_changes_nothing() -> None:
    region = a_full_circle_and_two_who_wait()
    region.hears(declined("Ben", "KPMG"))
    before = region.pool()
    assert region.hears(declined("Ben", "KPMG"), declined("Zoe", "KPMG")) == []
    assert region.pool() == before


def test_a_member_who_moves_leaves_the_circle_and_waits_in_the_new_area() -> None:
    region = a_full_circle_and_two_who_wait()
    news = region.hears(moved("Amina", HACKNEY, LEICESTER))
    assert told(news) == [
        (MemberLeft, id_of("Amina")),
        (MemberJoined, id_of("Ella")),
        (ReferralWaitlisted, id_of("Amina")),
    ]
    assert isinstance(news[0], MemberLeft)
    assert (news[0].reason, news[0].area) == ("moved", HACKNEY)


def test_a_seat_given_up_while_nobody_waits_goes_to_the_next_who_comes() -> None:
    region = Region()
    region.hears(offer_made("KPMG", seats=(4, 4)), *map(accepted, MEMBERS))
    assert told(region.hears(withdrawn("Ben"))) == [(MemberLeft, id_of("Ben"))]
    assert told(region.hears(accepted("Ella"))) == [(MemberJoined, id_of("Ella"))]
