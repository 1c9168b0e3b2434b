"""What time alone does: sessions end, and a week after the last the participation is summed up."""

from datetime import timedelta

from shared.contracts.scheduling import ParticipationCompleted, SessionHeld
from tests.services.scheduling.builders import FIRST, MEMBERS, Circle, id_of, joined, left

ENDS = timedelta(hours=2)
LAST_ENDS = FIRST + timedelta(days=21, hours=2) - timedelta(hours=1)
"""An hour earlier in UTC than four weeks of winter time would be."""
COMPLETES = LAST_ENDS + timedelta(days=7)


def test_a_session_is_held_when_its_end_has_passed() -> None:
    circle = Circle.of(*MEMBERS)
    circle.waits_until(FIRST)
    circle.hears(circle.reported("Amina", 1), circle.reported("Ben", 1, attended=False))
    assert circle.waits_until(FIRST + ENDS - timedelta(seconds=1)) == []
    (held,) = circle.waits_until(FIRST + ENDS)
    assert isinstance(held, SessionHeld)
    assert (held.number, held.kind, held.held_at) == (1, "cv_writing", FIRST)
    assert (held.booked, held.attended) == (4, 1)


def test_a_session_that_is_still_going_on_is_not_held() -> None:
    circle = Circle.of("Amina")
    circle.now = FIRST + timedelta(days=7, hours=1)
    (held,) = circle.waits_until(circle.now)
    assert isinstance(held, SessionHeld)
    assert held.number == 1


def test_each_session_is_held_once_and_counts_who_was_expected_then() -> None:
    circle = Circle.of(*MEMBERS)
    circle.waits_until(FIRST + timedelta(days=1))
    circle.hears(left("Ben"))
    circle.waits_until(FIRST + timedelta(days=8))
    circle.hears(joined("Ella"))
    circle.waits_until(LAST_ENDS)
    held = [fact for fact in circle.announced if isinstance(fact, SessionHeld)]
    assert [(fact.number, fact.booked) for fact in held] == [(1, 4), (2, 3), (3, 4), (4, 4)]


def test_a_week_after_the_last_session_participation_is_summed_up() -> None:
    circle = Circle.of("Amina", "Ben", "Cara")
    circle.waits_until(FIRST + timedelta(days=8))
    circle.hears(circle.reported("Amina", 1), circle.reported("Amina", 2), left("Cara"))
    circle.hears(joined("Ella"))
    circle.waits_until(LAST_ENDS + timedelta(days=1))
    circle.hears(circle.reported("Amina", 4), circle.reported("Ben", 4, attended=False))
    circle.hears(circle.reported("Ella", 4))
    assert circle.waits_until(COMPLETES - timedelta(seconds=1)) == []
    news = circle.waits_until(COMPLETES)
    assert all(isinstance(fact, ParticipationCompleted) for fact in news)
    assert {
        (fact.referral_id, fact.planned, fact.attended)
        for fact in news
        if isinstance(fact, ParticipationCompleted)
    } == {(id_of("Amina"), 4, 3), (id_of("Ben"), 4, 0), (id_of("Ella"), 2, 1)}
    assert circle.series
    assert circle.series.due_at is None
    assert circle.waits_until(COMPLETES + timedelta(days=365)) == []


def test_leaving_after_the_last_session_does_not_undo_having_taken_part() -> None:
    circle = Circle.of("Amina")
    circle.waits_until(LAST_ENDS)
    assert circle.hears(left("Amina")) == []
    assert len(circle.waits_until(COMPLETES)) == 1


def test_what_was_slept_through_is_caught_up_at_once_and_in_order() -> None:
    circle = Circle.of("Amina")
    circle.now = COMPLETES
    news = circle.waits_until(COMPLETES)
    assert [type(fact) for fact in news] == [SessionHeld] * 4 + [ParticipationCompleted]
    assert [fact.number for fact in news if isinstance(fact, SessionHeld)] == [1, 2, 3, 4]
