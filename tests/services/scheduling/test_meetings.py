"""The two of a match get their meetings, in one part of the week, until the match is over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.domain.series import COMPLETES_AFTER
from services.scheduling.domain.weekly_slot import HOURS, first_meeting
from services.scheduling.handlers.plan_meetings import plan_meetings
from shared.contracts.fact import Fact
from shared.contracts.scheduling import (
    AttendanceRecorded,
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
    SessionPlanned,
)
from shared.programmes.load import load_programmes
from shared.runtime.decision import UNCHANGED, BrokenRule
from tests.services.scheduling.builders import LONDON, MATCH, MENTORING, Match, id_of, made
from tests.services.scheduling.builders import match_ended as ended

WEDNESDAY = datetime(2026, 2, 25, 9, tzinfo=UTC)
"""Of the week before: the notice of seven days ends on a Wednesday, too."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def meetings(news: Sequence[Fact]) -> list[SessionPlanned]:
    return [fact for fact in news if isinstance(fact, SessionPlanned)]


def planned(slot: str | None = "tue-evening", now: datetime = WEDNESDAY) -> list[SessionPlanned]:
    return meetings(Match.made(now, slot).announced)


def test_a_match_gets_the_meetings_of_its_programme_on_the_evening_that_both_have() -> None:
    found = planned()
    assert [m.kind for m in found] == ["first_meeting", "goal_setting", *["mentoring"] * 6]
    wall = [m.starts_at.astimezone(LONDON) for m in found]
    assert wall[0].date().isoformat() == "2026-03-10"
    assert {f"{m:%a %H:%M}" for m in wall} == {"Tue 18:00"}, "also when the clocks change"
    assert len({m.utcoffset() for m in wall}) == 2
    weeks = [(m.date() - wall[0].date()).days // 7 for m in wall]
    assert weeks == [0, 2, 6, 10, 14, 18, 22, 26]
    assert {m.ends_at - m.starts_at for m in found} == {timedelta(hours=1)}
    assert {(m.circle_id, m.programme) for m in found} == {(MATCH, MENTORING)}
    assert len({m.session_id for m in found}) == len(found)


def test_the_mentors_second_meeting_of_an_evening_follows_the_first() -> None:
    first, second = Match(WEDNESDAY), Match(WEDNESDAY)
    earlier = meetings(first.hears(made(turn=0)))
    later = meetings(second.hears(made(turn=1)))
    assert [m.starts_at for m in later] == [m.ends_at for m in earlier]


def test_the_young_person_is_booked_for_every_meeting() -> None:
    booked = [fact for fact in Match.made(WEDNESDAY).announced if isinstance(fact, BookingMade)]
    assert [b.number for b in booked] == list(range(1, 9))
    assert {(b.referral_id, b.person_id) for b in booked} == {
        (id_of("Yusuf"), id_of("person Yusuf"))
    }
    assert {b.venue for b in booked} == {
        "As agreed with the school or organisation that referred you"
    }


def test_who_said_no_common_time_meets_in_the_usual_part_of_the_week() -> None:
    assert {f"{m.starts_at.astimezone(LONDON):%a %H:%M}" for m in planned(None)} == {"Sat 10:00"}


@given(
    slot=st.builds("{}-{}".format, st.sampled_from(DAYS), st.sampled_from(sorted(HOURS))),
    now=st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    notice=st.integers(1, 30),
)
def test_the_first_meeting_leaves_the_notice_and_not_a_week_more(
    slot: str, now: datetime, notice: int
) -> None:
    now = now.replace(tzinfo=UTC)
    first = first_meeting(slot, now, notice).astimezone(LONDON)
    days = (first.date() - now.astimezone(LONDON).date()).days
    assert notice <= days < notice + 7
    assert DAYS[first.weekday()] == slot[:3]
    assert first.hour == HOURS[slot[4:]]


def test_a_match_heard_of_twice_is_planned_once() -> None:
    match = Match.made(WEDNESDAY)
    assert plan_meetings(match.series, made("fri-morning"), match.now) is UNCHANGED


@pytest.mark.parametrize(
    ("programme", "code"), [("zzzz", "unknown_programme"), ("p7k2", "programme_without_meetings")]
)
def test_a_match_of_a_programme_without_meetings_breaks_a_rule(programme: str, code: str) -> None:
    fact = made().model_copy(update={"programme": programme})
    with pytest.raises(BrokenRule) as broken:
        plan_meetings(None, fact, WEDNESDAY)
    assert (broken.value.code, broken.value.pointer) == (code, "/programme")


def test_attendance_at_a_meeting_is_recorded_and_counted() -> None:
    match = Match.made(WEDNESDAY)
    first = planned()[0]
    match.waits_until(first.starts_at)
    (recorded,) = match.hears(match.reported("Yusuf", 1))
    assert isinstance(recorded, AttendanceRecorded)
    (held,) = match.waits_until(first.ends_at)
    assert isinstance(held, SessionHeld)
    assert (held.circle_id, held.booked, held.attended) == (MATCH, 1, 1)


def test_a_mentor_who_leaves_takes_the_meetings_ahead_with_them() -> None:
    match = Match.made(WEDNESDAY)
    match.waits_until(planned()[1].ends_at)
    news = match.hears(ended("mentor_left"))
    cancelled = [fact for fact in news if isinstance(fact, BookingCancelled)]
    assert [(c.number, c.reason, c.revision) for c in cancelled] == [
        (number, "mentor_left", 1) for number in range(3, 9)
    ]
    assert match.hears(ended("mentor_left")) == [], "they end once"
    assert match.waits_until(WEDNESDAY + timedelta(days=400)) == [], "nothing more is held"


def test_a_match_that_is_finished_early_is_summed_up_by_what_was_held() -> None:
    match = Match.made(WEDNESDAY)
    second = planned()[1]
    match.waits_until(second.starts_at)
    match.hears(match.reported("Yusuf", 1), match.reported("Yusuf", 2))
    match.waits_until(second.ends_at + timedelta(days=3))
    assert len(match.hears(ended())) == 6
    assert match.waits_until(second.ends_at + COMPLETES_AFTER - timedelta(seconds=1)) == []
    (completed,) = match.waits_until(second.ends_at + COMPLETES_AFTER)
    assert isinstance(completed, ParticipationCompleted)
    assert (completed.planned, completed.attended) == (2, 2)


def test_two_who_are_done_before_they_met_are_summed_up_at_once() -> None:
    match = Match.made(WEDNESDAY)
    *cancelled, completed = match.hears(ended())
    assert [type(fact) for fact in cancelled] == [BookingCancelled] * 8
    assert isinstance(completed, ParticipationCompleted)
    assert (completed.planned, completed.attended) == (0, 0)
    assert match.hears(ended()) == [], "once"
    assert match.waits_until(WEDNESDAY + timedelta(days=400)) == []


def test_nothing_is_summed_up_of_two_who_never_met_and_are_not_done() -> None:
    match = Match.made(WEDNESDAY)
    assert len(match.hears(ended("withdrawn"))) == 8
    assert match.hears(ended()) == []
    assert match.waits_until(WEDNESDAY + timedelta(days=400)) == []


def test_after_the_last_meeting_the_part_is_summed_up() -> None:
    match = Match.made(WEDNESDAY)
    news = match.waits_until(WEDNESDAY + timedelta(days=400))
    assert [type(fact) for fact in news] == [SessionHeld] * 8 + [ParticipationCompleted]
    assert match.hears(ended()) == [], "all of it is held: nothing to cancel"


def test_an_ending_of_a_match_that_was_never_made_changes_nothing() -> None:
    assert Match(WEDNESDAY).hears(ended("withdrawn")) == []


def test_every_programme_of_mentors_has_meetings_with_a_place_that_a_letter_can_show() -> None:
    found = [p.mentoring.meetings for p in load_programmes().all if p.mentoring is not None]
    assert [m.count for m in found] == [8]
