"""Who is expected when people join, leave and come back."""

from datetime import timedelta

import pytest

from services.scheduling.handlers.book_member import book_member
from services.scheduling.handlers.call_off_series import call_off_series
from services.scheduling.handlers.cancel_bookings import cancel_bookings
from shared.contracts.fact import Fact
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.runtime.decision import UNCHANGED
from tests.services.scheduling.builders import (
    FIRST,
    MEMBERS,
    Circle,
    cancelled,
    id_of,
    joined,
    left,
)

AFTER_TWO = FIRST + timedelta(days=8)


def numbers(news: list[Fact], kind: type[BookingMade] | type[BookingCancelled]) -> list[int]:
    assert all(isinstance(fact, kind) for fact in news)
    return [fact.number for fact in news if isinstance(fact, BookingMade | BookingCancelled)]


def revisions(news: list[Fact]) -> set[int]:
    return {fact.revision for fact in news if isinstance(fact, BookingMade | BookingCancelled)}


@pytest.mark.parametrize("decide", [book_member, cancel_bookings, call_off_series])
def test_before_the_circle_is_confirmed_there_is_nothing_to_do(decide: object) -> None:
    facts = {
        book_member: joined("Ella"),
        cancel_bookings: left("Ella"),
        call_off_series: cancelled(),
    }
    assert decide(None, facts[decide], FIRST) is UNCHANGED  # type: ignore[operator, index]


def test_whoever_is_promoted_is_booked_for_every_session_ahead() -> None:
    circle = Circle.of(*MEMBERS)
    news = circle.hears(joined("Ella"))
    assert numbers(news, BookingMade) == [1, 2, 3, 4]
    assert {fact.referral_id for fact in news if isinstance(fact, BookingMade)} == {id_of("Ella")}
    assert revisions(news) == {0}


def test_whoever_is_promoted_late_is_not_booked_for_the_past() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = AFTER_TWO
    assert numbers(circle.hears(joined("Ella")), BookingMade) == [3, 4]


def test_a_session_that_has_begun_is_no_longer_ahead() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = FIRST
    assert numbers(circle.hears(joined("Ella")), BookingMade) == [2, 3, 4]


def test_joining_twice_books_once() -> None:
    circle = Circle.of(*MEMBERS)
    assert book_member(circle.series, joined("Amina"), circle.now) is UNCHANGED


def test_nobody_is_booked_when_every_session_has_begun() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = FIRST + timedelta(days=22)
    assert book_member(circle.series, joined("Ella"), circle.now) is UNCHANGED


def test_whoever_leaves_is_cancelled_for_every_session_ahead_and_says_why() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = AFTER_TWO
    news = circle.hears(left("Ben", "moved"))
    assert numbers(news, BookingCancelled) == [3, 4]
    assert revisions(news) == {1}
    assert {fact.reason for fact in news if isinstance(fact, BookingCancelled)} == {"moved"}


def test_a_cancellation_names_the_booking_that_was_made() -> None:
    circle = Circle.of("Amina")
    made = [fact for fact in circle.announced if isinstance(fact, BookingMade)]
    gone = [fact for fact in circle.hears(left("Amina")) if isinstance(fact, BookingCancelled)]
    told = set(BookingMade.model_fields) - {"revision"}
    assert [g.model_dump(include=told) for g in gone] == [m.model_dump(include=told) for m in made]


@pytest.mark.parametrize("name", ["Zoe", "Ben"])
def test_leaving_as_a_stranger_or_twice_changes_nothing(name: str) -> None:
    circle = Circle.of(*MEMBERS)
    circle.hears(left("Ben"))
    assert cancel_bookings(circle.series, left(name), circle.now) is UNCHANGED


def test_whoever_comes_back_has_a_higher_revision_than_all_that_was_said_before() -> None:
    circle = Circle.of(*MEMBERS)
    assert revisions(circle.hears(left("Ben"))) == {1}
    circle.now = AFTER_TWO
    again = circle.hears(joined("Ben"))
    assert numbers(again, BookingMade) == [3, 4]
    assert revisions(again) == {2}
    assert revisions(circle.hears(left("Ben"))) == {3}


def test_a_circle_that_is_called_off_cancels_what_is_ahead_and_never_wakes_again() -> None:
    circle = Circle.of("Amina", "Ben")
    news = circle.hears(cancelled())
    assert numbers(news, BookingCancelled) == [1, 2, 3, 4] * 2
    assert {fact.reason for fact in news if isinstance(fact, BookingCancelled)} == {
        "circle_cancelled"
    }
    assert circle.hears(cancelled(), joined("Ella")) == []
    assert circle.waits_until(FIRST + timedelta(days=90)) == []


def test_a_circle_called_off_half_way_keeps_what_was_held() -> None:
    circle = Circle.of("Amina")
    circle.waits_until(AFTER_TWO)
    assert numbers(circle.hears(cancelled()), BookingCancelled) == [3, 4]
    assert circle.series
    assert [session.status for session in circle.series.sessions] == ["held", "held"]
