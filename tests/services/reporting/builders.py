"""Referrals in Hackney and Leicester, and the log of what became of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid5

from services.reporting.domain.circle_summary import CircleSummary
from services.reporting.domain.journey import Journey
from services.reporting.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseUnassigned,
    CircleCancelled,
    CircleConfirmed,
    CircleFormed,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
    ReferralWaitlisted,
)
from shared.contracts.notifications import (
    NotificationSent,
    NotificationSuppressed,
    NotificationUnconfirmed,
)
from shared.contracts.referrals import (
    OutcomeRecorded,
    ReferralAccepted,
    ReferralMoved,
    ReferralRejected,
    ReferralWithdrawn,
)
from shared.contracts.scheduling import AttendanceRecorded, ParticipationCompleted, SessionHeld

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
NAMESPACE = UUID("99999999-0000-4000-8000-000000000000")
PROGRAMME, MENTORING = "p7k2", "q4m8"
HACKNEY, LEICESTER = "E09000012", "E06000016"


def an_id(name: object) -> UUID:
    return uuid5(NAMESPACE, str(name))


class Story:
    """What happened to one referral, told fact by fact."""

    programme = PROGRAMME

    def __init__(self, name: object, area: str = HACKNEY, on: date = date(2026, 4, 14)) -> None:
        self.referral_id, self.person_id = an_id(f"referral {name}"), an_id(f"person {name}")
        self.area, self.on = area, on
        self.facts: list[Fact] = []

    def accepted(self) -> "Story":
        return self._say(ReferralAccepted, submitted_on=self.on, rule="p7k2@3", **self._office)

    def rejected(self, code: str = "outside_area") -> "Story":
        rest = self._office
        return self._say(ReferralRejected, submitted_on=self.on, code=code, rule="p7k2@3", **rest)

    def withdrawn(self) -> "Story":
        return self._say(ReferralWithdrawn, reason="found_work", **self._office)

    def moved(self, area: str) -> "Story":
        left, self.area = self.area, area
        self._say(ReferralMoved, left_area=left, **self._office)
        self.area = left
        return self

    def waited(self) -> "Story":
        return self._say(ReferralWaitlisted, track="general")

    def joined(self, circle: str = "first") -> "Story":
        return self._say(MemberJoined, circle_id=an_id(circle), track="general")

    def left(self, circle: str = "first", reason: str = "declined") -> "Story":
        return self._say(MemberLeft, circle_id=an_id(circle), track="general", reason=reason)

    def matched(self, mentor: str = "Maya", match: str = "match") -> "Story":
        return self._say(MatchMade, match_id=an_id(match), mentor_id=an_id(mentor))

    def match_ended(self, mentor: str = "Maya", match: str = "match") -> "Story":
        ids = {"match_id": an_id(match), "mentor_id": an_id(mentor)}
        return self._say(MatchEnded, reason="mentor_left", **ids)

    def supported(self) -> "Story":
        return self._say(CaseAssigned, advocate_id=an_id("advocate"))

    def unassigned(self) -> "Story":
        return self._say(CaseUnassigned, advocate_id=an_id("advocate"), reason="contract_ended")

    def closed(self, reason: str = "finished", *, waiting: bool = False) -> "Story":
        advocate = None if waiting else an_id("advocate")
        return self._say(CaseClosed, advocate_id=advocate, reason=reason)

    def was_visited(self) -> "Story":
        """Of a case, the referral's own id is the series'."""
        return self._say(
            AttendanceRecorded,
            circle_id=self.referral_id,
            session_id=an_id("visit"),
            number=1,
            kind="outreach_visit",
            attended=True,
        )

    def visits_over(self, planned: int, attended: int) -> "Story":
        return self._say(
            ParticipationCompleted,
            circle_id=self.referral_id,
            planned=planned,
            attended=attended,
        )

    def came(self, number: int, *, attended: bool = True, circle: str = "first") -> "Story":
        return self._say(
            AttendanceRecorded,
            circle_id=an_id(circle),
            session_id=an_id(f"{circle} {number}"),
            number=number,
            kind="cv_writing",
            attended=attended,
        )

    def finished(self, planned: int = 4, attended: int = 0, circle: str = "first") -> "Story":
        return self._say(
            ParticipationCompleted, circle_id=an_id(circle), planned=planned, attended=attended
        )

    def achieved(self, kind: str = "started_work", on: date = date(2026, 6, 1)) -> "Story":
        return self._say(OutcomeRecorded, kind=kind, started_on=on)

    def told(
        self, contract: type[Fact] = NotificationSent, template: str = "invitation", n: int = 1
    ) -> "Story":
        extra = {"reason": "no_consent"} if contract is NotificationSuppressed else {}
        name = an_id(f"{self.referral_id} {template} {n}")
        return self._say(contract, notification_id=name, template=template, **extra)

    @property
    def _office(self) -> dict[str, Any]:
        return {"office": "HCK001", "track": "general"}

    def _say(self, contract: type[Fact], **details: object) -> "Story":
        everything = {
            "referral_id": self.referral_id,
            "person_id": self.person_id,
            "programme": self.programme,
            "area": self.area,
        }
        self.facts.append(contract(**(everything | details)))
        return self


class MentoringStory(Story):
    """What happened to one young person who was referred for a mentor."""

    programme = MENTORING


class CaseloadStory(Story):
    """What happened to one person who was referred for an advocate."""

    programme = "v3t9"


def a_mentored_story(name: object, match: str, mentor: str = "Maya") -> Story:
    """Matched, told, and came to three of four meetings."""
    story = MentoringStory(name).accepted().waited().matched(mentor, match).told()
    for number in range(1, 5):
        story.came(number, attended=number != 2, circle=match)
    return story.finished(circle=match)


def meeting_held(match: str, number: int = 1) -> SessionHeld:
    return SessionHeld(
        circle_id=an_id(match),
        programme=MENTORING,
        area=HACKNEY,
        session_id=an_id(f"{match} {number}"),
        kind="mentoring",
        number=number,
        held_at=NOW,
        booked=1,
        attended=1,
    )


def a_completed_story(name: object, area: str = HACKNEY) -> Story:
    story = Story(name, area).accepted().joined().told()
    for number in (1, 2, 4):
        story.came(number)
    return story.came(3, attended=False).finished()


def journeys_from(facts: Iterable[Fact]) -> dict[UUID, Journey]:
    return _heard(facts, Journey)


def circles_from(facts: Iterable[Fact]) -> dict[UUID, CircleSummary]:
    return _heard(facts, CircleSummary)


def _heard(facts: Iterable[Fact], wanted: type[Any]) -> dict[UUID, Any]:
    states: dict[UUID, Any] = {}
    for fact in facts:
        for decide, kind, find_key in LISTENS_TO.deciders(fact.TYPE):
            if kind is wanted:
                key: Any = find_key(fact)
                new, announced = decide(states.get(key), fact, NOW)
                assert not announced
                states[key] = new if new is not None else states[key]
    return states


def circle_facts(name: str) -> list[Fact]:
    circle = {"circle_id": an_id(name), "programme": PROGRAMME, "area": HACKNEY}
    about: dict[str, Any] = circle | {"track": "general"}
    offer: dict[str, Any] = {"offer_id": an_id("offer"), "host": "host_a"}
    held: dict[str, Any] = circle | {
        "session_id": an_id(f"{name} 1"),
        "kind": "cv_writing",
        "number": 1,
        "held_at": NOW,
    }
    return [
        CircleFormed(**about, **offer, seats_min=4, seats_max=8, confirm_by=NOW),
        CircleConfirmed(**about, **offer, venue="Mare Street", first_session_at=NOW, members=[]),
        CircleCancelled(**about, reason="too_few_members"),
        SessionHeld(**held, booked=6, attended=0),
        SessionHeld(**held, booked=6, attended=5),
    ]


def interleaved(facts: Sequence[Fact], seed: int) -> list[Fact]:
    """Another order of the log that a broker may deliver: kept within each stream and key."""
    random = Random(seed)
    lines: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        lines.setdefault((fact.STREAM, fact.key), []).append(fact)
    waiting = [list(reversed(line)) for line in lines.values()]
    merged = []
    while waiting:
        line = random.choice(waiting)
        merged.append(line.pop())
        waiting = [line for line in waiting if line]
    return merged


def a_year(people: int, seed: int = 1, areas: Sequence[str] = (HACKNEY, LEICESTER)) -> list[Fact]:
    """A year of made-up referrals, with everything that may happen to them."""
    random, numbers = Random(seed), count()
    log: list[Fact] = []
    for _ in range(people):
        on = date(2026, 1, 1) + timedelta(days=random.randrange(365))
        story = Story(next(numbers), area=random.choice(areas), on=on)
        log += _lived(story, random).facts
    return log


def _lived(story: Story, random: Random) -> Story:
    if random.random() < 0.12:
        return story.rejected()
    story.accepted()
    if random.random() < 0.3:
        story.waited()
    if random.random() < 0.15:
        return story.withdrawn() if random.random() < 0.5 else story
    circle = f"circle {story.area} {story.on.month} {random.randrange(3)}"
    story.joined(circle).told(random.choice([NotificationSent] * 8 + [NotificationUnconfirmed]))
    if random.random() < 0.08:
        return story.left(circle)
    return _helped(story, random, circle)


def _helped(story: Story, random: Random, circle: str) -> Story:
    for number in range(1, 5):
        story.came(number, attended=random.random() < 0.8, circle=circle)
    if random.random() < 0.9:
        story.finished(circle=circle)
    for kind, chance in (("started_work", 0.28), ("training", 0.15), ("closer_to_job_wanted", 0.4)):
        if random.random() < chance:
            story.achieved(kind, story.on + timedelta(days=90))
    return story
