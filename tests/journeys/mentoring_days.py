"""A region with mentors and young people, day by day: what is submitted, and what is said of it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from services.referrals.domain.mentor import mentor_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from shared.privacy.canary import canary
from tests.journeys.submitting import Submitting
from tests.support.settling import settle, wait_until

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, BIRMINGHAM, SOLIHULL = "q4m8", "E08000025", "E08000029"
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}


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
