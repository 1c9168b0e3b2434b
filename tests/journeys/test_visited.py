"""Zoe is told of her advocate and visited; Bob takes over without a gap, and she completes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.matching import CaseTransferred
from shared.contracts.scheduling import (
    AttendanceRecorded,
    BookingCancelled,
    ParticipationCompleted,
    SessionPlanned,
)
from tests.conftest import OpensRegion
from tests.journeys.letters import calendar_entries, letters_to
from tests.journeys.story import at
from tests.journeys.submitting import Submitting
from tests.support import databases
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, LIVERPOOL, KNOWSLEY = "v3t9", "E08000012", "E08000011"
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}
ZOE = str(referral_id("LIV07", "zoe"))


@pytest.fixture(scope="module")
def merseyside(open_region: OpensRegion) -> Iterator[RunningRegion]:
    with open_region(simulated_from=MONDAY, live=(PROGRAMME,)) as opened:
        yield opened


@dataclass
class Days(Submitting):
    """What the advocates' organization and the office submit, and what becomes of Zoe."""

    PROGRAMME = PROGRAMME

    def advocate(self, name: str, home: str, **more: object) -> None:
        about = {"reference": name, "organization": "LCRCA", "home": home, "cap": 3}
        person = {"consent": CONSENT, "contact": {"name": f"{name.title()} Example"}}
        self.submits(inbound.AdvocateSubmitted, about | person | more, "advocate_registered")

    def refers_zoe(self) -> None:
        data = {
            "reference": "zoe",
            "office": "LIV07",
            "area": LIVERPOOL,
            "referrer": {"role": "work_coach", "reason": "several_needs"},
            "person": {"reference": "p-zoe", "birth_month": "1985-06"},
            "consent": CONSENT,
            "contact": {"name": "Zoe Example", "email": "zoe@example.org"},
            "needs": {"barriers": ["debt", "health"]},
        }
        self.submits(inbound.ReferralSubmitted, data, "referral_accepted")
        settle(self.region)

    def wait_until(self, moment: datetime) -> None:
        self.region.tick(moment)
        settle(self.region, patience=180)

    def told(self, contract: type[Fact]) -> list[dict[str, Any]]:
        log = self.region.log()
        return [event.data for event in log.distinct(contract.STREAM, contract.TYPE)]

    def is_visited(self, visit: dict[str, Any]) -> None:
        """The visit is over, and the advocate says that Zoe was there."""
        self.wait_until(at(visit["ends_at"]) + timedelta(hours=1))
        data = {
            "reference": f"visit-{visit['number']}",
            "circle_id": ZOE,
            "session_id": visit["session_id"],
            "referral_id": ZOE,
            "attended": True,
        }
        self.submits(inbound.AttendanceSubmitted, data, "attendance_passed_on")
        settle(self.region)

    def letters(self) -> list[Any]:
        return letters_to(self.region.mail_folder, "zoe@example.org")

    def is_now(self, service: str, column: str, table: str) -> str:
        query = f"SELECT {column} AS found FROM {table} WHERE referral_id = '{ZOE}'"
        (row,) = databases.rows(self.region.region.databases[service], query)
        return str(row["found"])


@pytest.fixture
def days(merseyside: RunningRegion) -> Iterator[Days]:
    with watching_receipts(merseyside.region.kafka, merseyside.code) as receipts:
        yield Days(merseyside, receipts)


def test_she_is_told_and_visited_handed_over_without_a_gap_and_completes(days: Days) -> None:
    days.advocate("ann", LIVERPOOL)
    days.refers_zoe()
    visits = days.told(SessionPlanned)
    assert len(visits) == 14
    days.wait_until(MONDAY + timedelta(hours=6))
    subjects = [letter["Subject"] for letter in days.letters()]
    assert "You have an advocate who supports you" in subjects
    (first,) = [
        m for m in days.letters() if m["Subject"] == "You have an advocate who supports you"
    ]
    assert "Your advocate is Ann Example." in first.get_content()
    invited = calendar_entries(days.letters(), "REQUEST")
    assert {e.starts_at for e in invited} == {at(v["starts_at"]) for v in visits[:3]}, "4 weeks"

    days.is_visited(visits[0])
    days.is_visited(visits[1])

    days.advocate("bob", KNOWSLEY, covers=[LIVERPOOL])
    days.advocate("ann", LIVERPOOL, contract_ends="2026-03-31")
    days.wait_until(at(visits[1]["ends_at"]) + timedelta(days=1, hours=3))
    (handed_over,) = days.told(CaseTransferred)
    assert handed_over["reason"] == "contract_ends"
    assert days.told(BookingCancelled) == []
    assert days.told(SessionPlanned) == visits, "the dates stay"
    days.wait_until(at(visits[1]["ends_at"]) + timedelta(days=2))
    (second,) = [m for m in days.letters() if m["Subject"] == "You have another advocate"]
    assert "Your advocate is Bob Example." in second.get_content()

    days.is_visited(visits[2])
    ahead = [at(v["starts_at"]) for v in visits[:4]]
    assert all(later - earlier <= timedelta(days=15) for earlier, later in pairwise(ahead))

    closure = {"reference": "end", "referral_id": ZOE, "reason": "finished"}
    days.submits(inbound.ClosureSubmitted, closure, "closure_passed_on")
    settle(days.region)
    assert [b["number"] for b in days.told(BookingCancelled)] == list(range(4, 15))
    days.wait_until(at(visits[2]["ends_at"]) + timedelta(days=8))
    (completed,) = days.told(ParticipationCompleted)
    assert (completed["planned"], completed["attended"]) == (3, 3)
    assert len(days.told(AttendanceRecorded)) == 3
    assert days.is_now("referrals", "status", "referrals") == "completed"
    assert days.is_now("reporting", "whereabouts", "journeys") == "completed_without_outcome"
