"""A confirmed circle gets its sessions, weekly at the same local time whatever the clocks do."""

from datetime import UTC, datetime, timedelta

import pytest

from services.scheduling.handlers.plan_series import plan_series
from shared.contracts.scheduling import BookingMade, SessionPlanned
from shared.runtime.decision import UNCHANGED, BrokenRule
from tests.services.scheduling.builders import (
    CANARY_WHARF,
    CIRCLE,
    FIRST,
    LONDON,
    MEMBERS,
    Circle,
    confirmed,
    id_of,
)


def planned(first_session_at: datetime) -> list[SessionPlanned]:
    news = Circle().hears(confirmed(first_session_at=first_session_at))
    return [fact for fact in news if isinstance(fact, SessionPlanned)]


def test_a_confirmed_circle_gets_the_four_sessions_of_its_programme() -> None:
    sessions = planned(FIRST)
    assert [session.kind for session in sessions] == [
        "cv_writing",
        "goal_setting",
        "job_applications",
        "interview_practice",
    ]
    assert [session.number for session in sessions] == [1, 2, 3, 4]
    assert {session.ends_at - session.starts_at for session in sessions} == {timedelta(hours=2)}
    assert {(session.circle_id, session.venue) for session in sessions} == {(CIRCLE, CANARY_WHARF)}
    assert len({session.session_id for session in sessions}) == 4


@pytest.mark.parametrize(
    "first",
    [
        datetime(2019, 3, 18, 14, 0, tzinfo=UTC),
        datetime(2019, 3, 29, 23, 30, tzinfo=UTC),
        datetime(2019, 10, 14, 13, 0, tzinfo=UTC),
        datetime(2019, 10, 25, 22, 30, tzinfo=UTC),
        datetime(2027, 3, 22, 9, 0, tzinfo=UTC),
        datetime(2027, 10, 18, 9, 0, tzinfo=UTC),
    ],
    ids=lambda moment: f"{moment:%Y-%m-%d %H:%M}",
)
def test_sessions_keep_their_local_time_across_clock_changes(first: datetime) -> None:
    sessions = planned(first)
    wall = [session.starts_at.astimezone(LONDON) for session in sessions]
    assert {moment.time() for moment in wall} == {first.astimezone(LONDON).time()}
    assert [(later.date() - wall[0].date()).days for later in wall] == [0, 7, 14, 21]
    assert len({moment.utcoffset() for moment in wall}) == 2, "the clocks must change on the way"
    assert {session.ends_at - session.starts_at for session in sessions} == {timedelta(hours=2)}


def test_two_in_the_afternoon_is_an_hour_earlier_in_utc_from_april() -> None:
    assert [session.starts_at for session in planned(FIRST)] == [
        datetime(2019, 3, 18, 14, tzinfo=UTC),
        datetime(2019, 3, 25, 14, tzinfo=UTC),
        datetime(2019, 4, 1, 13, tzinfo=UTC),
        datetime(2019, 4, 8, 13, tzinfo=UTC),
    ]


def test_a_local_time_that_the_clocks_skip_becomes_the_one_an_hour_later() -> None:
    sessions = planned(datetime(2027, 3, 21, 1, 30, tzinfo=UTC))
    assert [f"{s.starts_at.astimezone(LONDON):%H:%M}" for s in sessions] == [
        "01:30",
        "02:30",
        "01:30",
        "01:30",
    ]


def test_of_a_local_time_that_comes_twice_it_is_the_first() -> None:
    assert planned(datetime(2019, 10, 20, 0, 30, tzinfo=UTC))[1].starts_at == datetime(
        2019, 10, 27, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("hour", [0, 1])
def test_the_first_session_is_exactly_when_the_host_said(hour: int) -> None:
    first = datetime(2019, 10, 27, hour, 30, tzinfo=UTC)
    assert planned(first)[0].starts_at == first


def test_every_member_is_booked_for_every_session() -> None:
    news = Circle().hears(confirmed(*MEMBERS))
    assert [type(fact) for fact in news] == [SessionPlanned] * 4 + [BookingMade] * 16
    bookings = [fact for fact in news if isinstance(fact, BookingMade)]
    assert {(b.referral_id, b.number) for b in bookings} == {
        (id_of(name), number) for name in MEMBERS for number in (1, 2, 3, 4)
    }
    assert len({booking.booking_id for booking in bookings}) == 16
    assert {booking.revision for booking in bookings} == {0}


def test_a_booking_says_all_that_an_invitation_needs() -> None:
    news = Circle().hears(confirmed("Amina"))
    session, booking = news[1], news[5]
    assert isinstance(session, SessionPlanned)
    assert isinstance(booking, BookingMade)
    shared = set(SessionPlanned.model_fields)
    assert booking.model_dump(include=shared) == session.model_dump(include=shared)
    assert booking.person_id == id_of("person Amina")


def test_a_circle_confirmed_twice_is_planned_once() -> None:
    circle = Circle.of(*MEMBERS)
    assert plan_series(circle.series, confirmed("Ella"), circle.now) is UNCHANGED


def test_a_circle_heard_of_late_is_planned_and_booked_all_the_same() -> None:
    late = Circle(now=FIRST + timedelta(days=8))
    assert len(late.hears(confirmed(*MEMBERS))) == 4 + 16


def test_a_programme_that_is_not_known_here_breaks_a_rule() -> None:
    fact = confirmed("Amina").model_copy(update={"programme": "zzzz"})
    with pytest.raises(BrokenRule) as broken:
        plan_series(None, fact, FIRST)
    assert (broken.value.code, broken.value.pointer) == ("unknown_programme", "/programme")
