"""Two young people with a mentor meet, one of them too young for a letter; a third loses theirs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.referrals.domain.mentor import mentor_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.matching import MatchMade, MatchProposed
from shared.contracts.streams import Stream
from tests.conftest import OpensRegion
from tests.journeys.letters import calendar_entries, letters_to
from tests.journeys.story import at
from tests.journeys.submitting import Submitting
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle, wait_until

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
PROGRAMME, BIRMINGHAM = "q4m8", "E08000025"
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}
CLEARED = {
    "kind": "enhanced_dbs_children",
    "issuer": "dbs",
    "nation": "england",
    "checked_on": "2026-02-01",
    "recheck_by": "2029-02-01",
}
BOTH = ["thu-afternoon", "sat-morning"]
"""When the young people have time; their mentors have time on Saturdays and some evenings."""


@pytest.fixture(scope="module")
def midlands(open_region: OpensRegion) -> Iterator[RunningRegion]:
    with open_region(simulated_from=MONDAY, live=(PROGRAMME,)) as opened:
        yield opened


@dataclass
class Days(Submitting):
    """What organizations, offices and facilitators submit, and what the region says."""

    PROGRAMME = PROGRAMME

    answered: set[str] = field(default_factory=set)
    """Matches to whose proposal a mentor has said yes."""

    def mentor(self, name: str, **about: object) -> None:
        who = {"reference": name, "organization": "ONEMM"}
        profile = {"slots": ["mon-evening", "sat-morning"]}
        told = {"area": BIRMINGHAM, "consent": CONSENT, "profile": profile} | about
        self.submits(inbound.MentorSubmitted, who | told, "mentor_admitted")
        for step in ("profile_completed", "trained"):
            self.steps(name, step)
        self.submits(inbound.ClearanceSubmitted, who | CLEARED, "clearance_noted")

    def steps(self, name: str, step: str) -> None:
        about = {"reference": name, "organization": "ONEMM", "step": step}
        self.submits(inbound.StepSubmitted, about, "step_noted")

    def young(self, name: str, birth_month: str) -> str:
        data = {
            "reference": name,
            "office": "BHM01",
            "area": BIRMINGHAM,
            "referrer": {"role": "school", "reason": "at_risk"},
            "person": {"reference": f"p-{name}", "birth_month": birth_month},
            "consent": CONSENT,
            "contact": {"name": "Somebody Example", "email": f"{name}@example.org"},
            "preferences": {"slots": BOTH},
        }
        self.submits(inbound.ReferralSubmitted, data, "referral_accepted")
        return str(referral_id("BHM01", name))

    def wait_until(self, moment: datetime) -> None:
        settle(self.region)
        self.region.tick(moment)
        settle(self.region, patience=180)  # the first run of all compiles its solver

    def next_day(self) -> None:
        assert self.region.time is not None
        self.wait_until(self.region.time + timedelta(days=1))

    def facts(self, stream: Stream, type_: str, **fields: str) -> list[dict[str, Any]]:
        settle(self.region)
        found = [r.data for r in self.region.log().distinct(stream, type_)]
        return [d for d in found if all(d.get(k) == v for k, v in fields.items())]

    def matched(self, referral: str) -> dict[str, Any]:
        """The mentor accepts the newest proposal; the match.

        A match run is made aside, so nothing may be on its way while it still solves.
        """
        proposed = self._proposed_after_the_last(referral)
        answer = {"match_id": proposed["match_id"], "referral_id": referral}
        data = answer | {"reference": "yes", "by": "mentor", "accepts": True}
        self.submits(inbound.AnswerSubmitted, data, "answer_passed_on")
        return self.facts(Stream.MATCHES, MatchMade.TYPE, referral_id=referral)[-1]

    def _proposed_after_the_last(self, referral: str) -> dict[str, Any]:
        def new() -> list[dict[str, Any]]:
            found = self.facts(Stream.MATCHES, MatchProposed.TYPE, referral_id=referral)
            return [d for d in found if d["match_id"] not in self.answered]

        wait_until(lambda: bool(new()), f"a mentor is asked for {referral}", 120)
        proposed = new()[-1]
        self.answered.add(proposed["match_id"])
        return proposed

    def sessions(self, match: dict[str, Any], fact: str) -> list[dict[str, Any]]:
        return self.facts(Stream.SESSIONS, f"inroads.{fact}.v1", circle_id=match["match_id"])

    def meets(self, match: dict[str, Any], meeting: dict[str, Any]) -> None:
        """The meeting is held, and the facilitator says that the young person came."""
        self.wait_until(at(meeting["ends_at"]) + timedelta(hours=1))
        data = {
            "reference": f"att-{meeting['number']}-{match['match_id'][:8]}",
            "circle_id": match["match_id"],
            "session_id": meeting["session_id"],
            "referral_id": match["referral_id"],
            "attended": True,
        }
        self.submits(inbound.AttendanceSubmitted, data, "attendance_passed_on")

    def ends(self, match: dict[str, Any], reason: str) -> None:
        ids = {key: match[key] for key in ("match_id", "mentor_id", "referral_id")}
        about = ids | {"reference": "end", "reason": reason}
        self.submits(inbound.EndingSubmitted, about, "ending_passed_on")


@pytest.fixture
def days(midlands: RunningRegion) -> Iterator[Days]:
    with watching_receipts(midlands.region.kafka, midlands.code) as receipts:
        yield Days(midlands, receipts)


@pytest.mark.slow
def test_they_meet_are_told_if_they_are_16_and_are_summed_up(days: Days) -> None:
    days.mentor("maya", capacity=2)
    grown, child = days.young("grown", "2004-02"), days.young("child", "2012-02")
    days.next_day()
    one, other = days.matched(grown), days.matched(child)
    assert {one["mentor_id"], other["mentor_id"]} == {str(mentor_id("ONEMM", "maya"))}
    assert {one["slot"], other["slot"]} == {"sat-morning"}, "the only one that they share"
    assert {one["turn"], other["turn"]} == {0, 1}

    meetings = days.sessions(one, "session.planned")
    others = days.sessions(other, "session.planned")
    assert len(meetings) == len(others) == 8
    hours = {f"{at(m['starts_at']).astimezone(LONDON):%a %H}" for m in (*meetings, *others)}
    assert hours == {"Sat 10", "Sat 11"}, "one after the other"

    _only_who_is_16_was_written_to(days, meetings)
    for meeting in meetings[:2]:
        days.meets(one, meeting)
    days.ends(one, "finished")
    cancelled = days.sessions(one, "booking.cancelled")
    assert [b["number"] for b in cancelled] == [3, 4, 5, 6, 7, 8]
    days.next_day()
    inbox = letters_to(days.region.mail_folder, "grown@example.org")
    told = {entry.uid for entry in calendar_entries(inbox, "CANCEL")}
    invited = {entry.uid for entry in calendar_entries(inbox, "REQUEST")}
    assert told == {b["booking_id"] for b in cancelled} & invited, (
        "and nobody of what they never knew"
    )
    days.wait_until(at(meetings[1]["ends_at"]) + timedelta(days=8))
    (completed,) = days.sessions(one, "participation.completed")
    assert (completed["planned"], completed["attended"]) == (2, 2)
    assert letters_to(days.region.mail_folder, "child@example.org") == []


def _only_who_is_16_was_written_to(days: Days, meetings: list[dict[str, Any]]) -> None:
    inbox = letters_to(days.region.mail_folder, "grown@example.org")
    assert [str(letter["Subject"]).strip()[:24] for letter in inbox] == [
        "Your meeting with your m"
    ] * 2
    entries = calendar_entries(inbox, "REQUEST")
    assert [e.starts_at for e in entries] == [at(m["starts_at"]) for m in meetings[:2]]
    suppressed = days.facts(
        Stream.NOTIFICATIONS, "inroads.notification.suppressed.v1", template="invitation"
    )
    assert {s["reason"] for s in suppressed} == {"not_written_to_directly"}
    assert {s["referral_id"] for s in suppressed} == {str(referral_id("BHM01", "child"))}


@pytest.mark.slow
def test_a_mentor_leaves_and_the_next_one_meets_them_from_the_start(days: Days) -> None:
    days.mentor("leaves")
    young = days.young("stays", "2003-05")
    days.next_day()
    first = days.matched(young)
    days.steps("leaves", "left")
    days.mentor("takes-over")
    assert len(days.sessions(first, "booking.cancelled")) == 8
    days.next_day()
    again = days.matched(young)
    assert again["match_id"] != first["match_id"]
    assert [m["number"] for m in days.sessions(again, "session.planned")] == list(range(1, 9))
    assert days.sessions(again, "booking.cancelled") == []
    days.next_day()
    month = f"{days.region.time:%Y-%m}"
    joined = f"{PROGRAMME}:{BIRMINGHAM}:{month}:joined"
    figures = days.facts(Stream.FIGURES, "inroads.figure.computed.v1", figure_id=joined)
    assert figures[-1]["numerator"] >= 1
