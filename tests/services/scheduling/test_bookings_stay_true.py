"""Whatever is heard, in whatever order: what was announced adds up to what is true."""

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.fact import Fact
from shared.contracts.scheduling import (
    AttendanceRecorded,
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
)
from shared.runtime.decision import BrokenRule
from tests.services.scheduling.builders import (
    MEMBERS,
    Circle,
    cancelled,
    confirmed,
    id_of,
    joined,
    left,
)

NAMES = (*MEMBERS, "Ella", "Femi")
VERBS = ["join", "leave", "attend", "attend", "pass", "pass", "call off"]
Step = tuple[str, str, int, bool]

steps = st.lists(
    st.tuples(
        st.sampled_from(VERBS[:-1] * 4 + VERBS),
        st.sampled_from(NAMES),
        st.integers(1, 4),
        st.booleans(),
    ),
    max_size=60,
)


class Listener:
    """What somebody knows who only hears the announcements, checked as they come."""

    def __init__(self) -> None:
        self.revisions: dict[UUID, int] = {}
        self.expected: dict[UUID, BookingMade] = {}
        self.came: dict[tuple[UUID, int], bool] = {}
        self.held: set[int] = set()
        self.completed: dict[UUID, ParticipationCompleted] = {}

    def hears(self, fact: Fact, now: datetime) -> None:
        if isinstance(fact, BookingMade | BookingCancelled):
            self._booking(fact, now)
        elif isinstance(fact, AttendanceRecorded):
            assert self.came.get((fact.referral_id, fact.number)) is not fact.attended
            self.came[fact.referral_id, fact.number] = fact.attended
        elif isinstance(fact, SessionHeld):
            assert fact.number not in self.held
            self.held.add(fact.number)
            booked = [b.referral_id for b in self.expected.values() if b.number == fact.number]
            assert fact.booked == len(booked)
            assert fact.attended == sum(self.came.get((r, fact.number), False) for r in booked)
        elif isinstance(fact, ParticipationCompleted):
            assert fact.referral_id not in self.completed
            self.completed[fact.referral_id] = fact

    def _booking(self, fact: BookingMade | BookingCancelled, now: datetime) -> None:
        last = self.revisions.get(fact.booking_id)
        assert last is None or fact.revision > last
        self.revisions[fact.booking_id] = fact.revision
        assert fact.starts_at > now
        if isinstance(fact, BookingMade):
            assert fact.booking_id not in self.expected
            self.expected[fact.booking_id] = fact
        else:
            assert self.expected.pop(fact.booking_id).referral_id == fact.referral_id


@settings(max_examples=100, deadline=None)
@given(steps)
def test_what_is_announced_adds_up(told: list[Step]) -> None:
    a_story_of(told)


def test_sixty_long_stories_in_which_everything_happens() -> None:
    happened: Counter[str] = Counter()
    for seed in range(60):
        seeded = random.Random(seed)
        told = [_step(seeded) for _ in range(60)]
        happened.update(type(fact).__name__ for fact in a_story_of(told).announced)
    # What never happened was never tested.
    assert min(happened.values()) >= 20
    assert set(happened) == {
        "SessionPlanned",
        "BookingMade",
        "BookingCancelled",
        "AttendanceRecorded",
        "SessionHeld",
        "ParticipationCompleted",
    }


def a_story_of(told: list[Step]) -> Circle:
    circle, listener = Circle(), Listener()
    for step in [("confirm", "", 1, True), *told]:
        for fact in _told_or_refused(circle, step):
            listener.hears(fact, circle.now)
    for fact in circle.waits_until(circle.now + timedelta(days=60)):
        listener.hears(fact, circle.now)
    _adds_up(circle, listener)
    return circle


def _told_or_refused(circle: Circle, step: Step) -> list[Fact]:
    try:
        return _told(circle, step)
    except BrokenRule as broken:
        if broken.code not in ("attendance_before_session", "person_unknown"):
            raise
        return []


def _told(circle: Circle, step: Step) -> list[Fact]:
    verb, name, number, attended = step
    if verb == "pass":
        return circle.waits_until(circle.now + timedelta(hours=number * 20))
    if verb == "attend":
        assert circle.series
        if number > len(circle.series.sessions):
            return []
        return circle.hears(circle.reported(name, number, attended=attended))
    facts = {
        "confirm": confirmed(*MEMBERS),
        "join": joined(name),
        "leave": left(name),
        "call off": cancelled(),
    }
    return circle.hears(facts[verb])


def _adds_up(circle: Circle, listener: Listener) -> None:
    series = circle.series
    assert series
    assert series.due_at is None
    assert listener.held == {session.number for session in series.sessions}
    for name in NAMES:
        expected = [b for b in listener.expected.values() if b.referral_id == id_of(name)]
        fact = listener.completed.get(id_of(name))
        if fact:
            assert fact.planned == len(expected)
            assert fact.attended <= fact.planned


def _step(seeded: random.Random) -> Step:
    verb = "call off" if seeded.random() < 0.004 else seeded.choice(VERBS[:-1])
    return verb, seeded.choice(NAMES), seeded.randint(1, 4), seeded.random() < 0.7
