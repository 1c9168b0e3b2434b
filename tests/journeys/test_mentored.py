"""Young people and mentors in the West Midlands: proposed, accepted, left, protected."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.referrals.domain.mentor import mentor_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.matching import MatchEnded, MatchMade, MatchProposed, ProposalClosed
from shared.contracts.streams import Stream
from shared.privacy.canary import canary
from tests.conftest import OpensRegion
from tests.journeys.submitting import Submitting
from tests.support import databases
from tests.support.canaries import where_canaries_are
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle, wait_until

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, BIRMINGHAM, SOLIHULL = "q4m8", "E08000025", "E08000029"
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}


@pytest.fixture(scope="module")
def midlands(open_region: OpensRegion) -> Iterator[RunningRegion]:
    served = {f"{name}_HTTP_PORT": "0" for name in ("REFERRALS", "MATCHING")}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": served}
    with open_region(services=("referrals", "matching"), **settings) as opened:
        yield opened


class Days(Submitting):
    """What organizations and offices submit, and what the region says of matches."""

    PROGRAMME = PROGRAMME

    def mentor(self, name: str, *, cleared: bool = False, area: str = BIRMINGHAM) -> None:
        about = {"reference": name, "organization": "ONEMM"}
        profile = {"slots": ["tue-evening"], "sector": "engineering", "backgrounds": ["carer"]}
        contact = {"name": canary("name"), "email": canary("email")}
        told = {"area": area, "consent": CONSENT, "contact": contact, "profile": profile}
        self.submits(inbound.MentorSubmitted, about | told, "mentor_admitted")
        for step in ("profile_completed", "trained"):
            self.submits(inbound.StepSubmitted, about | {"step": step}, "step_noted")
        if cleared:
            check = {"kind": "enhanced_dbs_children", "issuer": "dbs", "nation": "england"}
            days = {"checked_on": "2026-02-01", "recheck_by": "2026-03-20"}
            self.submits(inbound.ClearanceSubmitted, about | check | days, "clearance_noted")

    def young(self, name: str, birth_month: str, area: str = BIRMINGHAM) -> None:
        data = {
            "reference": name,
            "office": "BHM01",
            "area": area,
            "referrer": {"role": "school", "reason": "at_risk"},
            "person": {"reference": f"p-{name}", "birth_month": birth_month},
            "consent": CONSENT,
            "contact": {"name": canary("name"), "email": canary("email")},
            "needs": {"barriers": [canary("health")]},
            "preferences": {"slots": ["tue-evening"], "relates_to": ["carer"]},
        }
        self.submits(inbound.ReferralSubmitted, data, "referral_accepted")

    def next_day(self, days: int = 1) -> None:
        settle(self.region)
        assert self.region.time is not None
        self.region.tick(self.region.time + timedelta(days=days))
        settle(self.region, patience=180)  # the first run of all compiles its solver

    def told(self, contract: type[Fact]) -> list[dict[str, Any]]:
        settle(self.region)
        log = self.region.log()
        return [event.data for event in log.distinct(Stream.MATCHES, contract.TYPE)]

    def waits_for(self, contract: type[Fact], count: int) -> None:
        """Wait until so much has been said: the first time, the solver is compiled."""
        patience = time.monotonic() + 180
        while len(self.told(contract)) < count and time.monotonic() < patience:
            time.sleep(0.5)

    def between(self, contract: type[Fact], mentor: str, young: str) -> list[dict[str, Any]]:
        """What was said of these two, once there is any: a match run is made aside."""
        ids = str(mentor_id("ONEMM", mentor)), str(referral_id("BHM01", young))

        def said() -> list[dict[str, Any]]:
            return [m for m in self.told(contract) if (m["mentor_id"], m["referral_id"]) == ids]

        wait_until(lambda: bool(said()), f"{contract.TYPE} of {mentor} and {young}", 120)
        return said()

    def accepts(self, match: dict[str, Any]) -> None:
        answer = {key: match[key] for key in ("match_id", "referral_id")}
        data = answer | {"reference": "yes", "by": "mentor", "accepts": True}
        self.submits(inbound.AnswerSubmitted, data, "answer_passed_on")


@pytest.fixture
def days(midlands: RunningRegion) -> Iterator[Days]:
    with watching_receipts(midlands.region.kafka, midlands.code) as receipts:
        yield Days(midlands, receipts)


def test_a_minor_goes_to_the_cleared_mentor_and_waits_again_when_the_clearance_is_over(
    days: Days,
) -> None:
    days.mentor("plain")
    days.mentor("cleared", cleared=True)
    days.young("minor", "2010-06")
    days.waits_for(MatchProposed, 1)  # at once: no run is made before tomorrow
    days.young("adult", "2004-02")
    days.waits_for(MatchProposed, 2)
    days.next_day()
    assert len(days.told(MatchProposed)) == 2
    (of_minor,) = days.between(MatchProposed, "cleared", "minor")
    (of_adult,) = days.between(MatchProposed, "plain", "adult")
    days.accepts(of_minor)
    days.accepts(of_adult)
    assert len(days.told(MatchMade)) == 2

    days.next_day(20)
    assert [m["reason"] for m in days.told(MatchEnded)] == ["clearance_lapsed"]
    assert days.between(MatchEnded, "cleared", "minor")
    days.next_day()
    assert len(days.told(MatchProposed)) == 2, "nobody may meet a minor now"
    runs = databases.rows(days.region.region.databases["matching"], "SELECT * FROM match_runs")
    assert sum(run["proposed"] for run in runs if run["run"].endswith("_at_once")) == 2
    assert sum(run["proposed"] for run in runs) == 2
    assert all(run["value"] == run["bound"] for run in runs)
    assert max(run["value"] for run in runs) > 0


def test_a_mentor_leaves_and_another_is_proposed(days: Days) -> None:
    days.mentor("leaves", area=SOLIHULL)
    days.young("waits", "2003-05", area=SOLIHULL)
    days.next_day()
    (proposed,) = days.between(MatchProposed, "leaves", "waits")
    days.accepts(proposed)
    about = {"reference": "leaves", "organization": "ONEMM", "step": "left"}
    days.mentor("takes-over", area=SOLIHULL)
    days.submits(inbound.StepSubmitted, about, "step_noted")
    days.next_day()
    (again,) = days.between(MatchProposed, "takes-over", "waits")
    days.accepts(again)
    assert days.between(MatchMade, "takes-over", "waits")


def test_nothing_of_what_they_said_can_be_read_anywhere(days: Days) -> None:
    days.mentor("quiet")
    days.young("silent", "2003-05")
    days.next_day()
    assert days.told(ProposalClosed) is not None
    assert where_canaries_are(days.region) == {}
