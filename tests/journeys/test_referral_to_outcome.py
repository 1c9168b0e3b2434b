"""Four young people are referred, meet a host's staff four times, and one of them starts work."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.inbound import OutcomeSubmitted
from shared.contracts.streams import Stream
from tests.journeys.letters import calendar_entry_in
from tests.journeys.story import WEEK, Person, Story, at
from tests.support.checker import judge

LONDON = ZoneInfo("Europe/London")
"""The clocks change on 31 March 2019, between the first session and the second."""


KINDS = ["cv_writing", "goal_setting", "job_applications", "interview_practice"]


@pytest.mark.slow
def test_a_referral_leads_to_four_sessions_an_outcome_and_figures(story: Story) -> None:
    amina, *others = people = story.refers("amina", "ben", "cara", "dev")
    assert story.facts(Stream.WAITING, referral_id=amina.referral_id)
    referred_in = f"{story.now:%Y-%m}"
    circle = story.offers()
    assert sorted(story.members(circle)) == sorted(p.referral_id for p in people)
    assert story.facts(Stream.CIRCLES, "inroads.circle.confirmed.v1", circle_id=circle)
    sessions = story.sessions(circle)
    _meet_weekly(sessions)
    for person in people:
        _was_invited(story, person, sessions)
    story.wait_until(at(sessions[0]["starts_at"]) - timedelta(hours=20))
    (reminder,) = story.letters_to(amina)[4:]
    assert calendar_entry_in(reminder) is None
    _attend(story, people, sessions, once=others[0])
    _everybody_is_summed_up(story, circle, people, once=others[0])
    _starts_work(story, amina)
    story.wait_until(story.now + timedelta(days=1))
    assert {measure: story.figure(measure, referred_in) for measure in FIGURES} == FIGURES
    assert judge(story.region) == []


FIGURES = {
    "referred": (4, 4),
    "accepted": (4, 4),
    "joined": (4, 4),
    "invited": (4, 4),
    "attended": (4, 4),
    "completed": (3, 4),
    "started_work": (1, 4),
    "training": (0, 4),
}


def _meet_weekly(sessions: list[dict[str, Any]]) -> None:
    """Four kinds, at the same time on the wall every week, two hours each."""
    assert [s["kind"] for s in sessions] == KINDS
    starts = [at(s["starts_at"]) for s in sessions]
    on_the_wall = [start.astimezone(LONDON).replace(tzinfo=None) for start in starts]
    assert [start - on_the_wall[0] for start in on_the_wall] == [n * WEEK for n in range(4)]
    assert at(sessions[0]["ends_at"]) - starts[0] == timedelta(hours=2)


def _attend(
    story: Story, people: list[Person], sessions: list[dict[str, Any]], *, once: Person
) -> None:
    """Everybody comes to every session, but for one who comes to the first only."""
    for session in sessions:
        story.wait_until(at(session["ends_at"]) + timedelta(hours=1))
        for person in people:
            absent = person is once and session["number"] > 1
            story.reports_attendance(session, person, came=not absent)
        story.happens()


def _everybody_is_summed_up(
    story: Story, circle: str, people: list[Person], *, once: Person
) -> None:
    recorded = story.facts(Stream.SESSIONS, "inroads.attendance.recorded.v1", circle_id=circle)
    assert len(recorded) == 16
    assert sum(r.data["attended"] for r in recorded) == 13
    story.wait_until(story.now + timedelta(days=8))
    completed = story.facts(Stream.SESSIONS, "inroads.participation.completed.v1", circle_id=circle)
    assert {r.data["referral_id"]: r.data["attended"] for r in completed} == {
        person.referral_id: 1 if person is once else 4 for person in people
    }


def _starts_work(story: Story, person: Person) -> None:
    on = story.now.date().isoformat()
    story.office_says(
        OutcomeSubmitted, person, "outcome_recorded", kind="started_work", started_on=on
    )
    assert story.facts(Stream.OUTCOMES, referral_id=person.referral_id, kind="started_work")


def _was_invited(story: Story, person: Person, sessions: list[dict[str, object]]) -> None:
    """The person, and nobody else, got an invitation to each session, for the calendar too."""
    invitations = story.invitations_to(person)
    assert [entry.starts_at for entry in invitations] == [
        at(str(session["starts_at"])) for session in sessions
    ]
    booked = story.facts(Stream.SESSIONS, "inroads.booking.made.v1", referral_id=person.referral_id)
    assert {entry.uid for entry in invitations} == {r.data["booking_id"] for r in booked}
    assert {entry.attendee for entry in invitations} == {f"mailto:{person.address}"}
    assert {entry.location for entry in invitations} == {"Town Hall, Room 2"}
