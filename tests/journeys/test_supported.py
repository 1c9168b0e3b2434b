"""People with several needs in the Liverpool City Region: an advocate, a handover, and an end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.referrals.domain.advocate import advocate_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseTransferred, CaseUnassigned
from shared.contracts.streams import Stream
from shared.privacy.canary import canary
from tests.conftest import OpensRegion
from tests.journeys.submitting import Submitting
from tests.support import databases
from tests.support.canaries import where_canaries_are
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, LIVERPOOL, KNOWSLEY = "v3t9", "E08000012", "E08000011"
SERVICES = ("referrals", "matching", "reporting")
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}


@pytest.fixture(scope="module")
def merseyside(open_region: OpensRegion) -> Iterator[RunningRegion]:
    served = {f"{name.upper()}_HTTP_PORT": "0" for name in SERVICES}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": served}
    with open_region(services=SERVICES, **settings) as opened:
        yield opened


class Days(Submitting):
    """What organizations and offices submit, and what the region says of cases."""

    PROGRAMME = PROGRAMME

    def advocate(self, name: str, home: str, cap: int, **more: object) -> None:
        about = {"reference": name, "organization": "LCRCA"}
        told = {"home": home, "cap": cap} | more
        self.submits(inbound.AdvocateSubmitted, about | told, "advocate_registered")

    def refers(self, name: str, *barriers: str, area: str = LIVERPOOL) -> None:
        data = {
            "reference": name,
            "office": "LIV07",
            "area": area,
            "referrer": {"role": "work_coach", "reason": "several_needs"},
            "person": {"reference": f"p-{name}", "birth_month": "1985-06"},
            "consent": CONSENT,
            "contact": {"name": canary("name"), "email": canary("email")},
            "needs": {"barriers": [*barriers, canary("health")]},
            "characteristics": {"ethnic_minority": True},
        }
        self.submits(inbound.ReferralSubmitted, data, "referral_accepted")
        settle(self.region)

    def closes(self, name: str) -> None:
        closure = {"reference": f"end-{name}", "referral_id": str(referral_id("LIV07", name))}
        said = closure | {"reason": "finished"}
        self.submits(inbound.ClosureSubmitted, said, "closure_passed_on")
        settle(self.region)

    def goes_on(self, days: int) -> None:
        """Day by day, as time does."""
        for _ in range(days):
            assert self.region.time is not None
            self.region.tick(self.region.time + timedelta(days=1))
            settle(self.region, patience=180)

    def told(self, contract: type[Fact]) -> list[dict[str, Any]]:
        log = self.region.log()
        return [event.data for event in log.distinct(Stream.CASELOADS, contract.TYPE)]

    def advocate_of(self, name: str) -> str | None:
        """Whose caseload a person is on, by nothing but what was announced."""
        wanted, holder = str(referral_id("LIV07", name)), None
        for event in self.region.log().distinct(Stream.CASELOADS):
            if event.data["referral_id"] == wanted:
                is_over = event.type in (CaseUnassigned.TYPE, CaseClosed.TYPE)
                holder = None if is_over else event.data["advocate_id"]
        names = {str(advocate_id("LCRCA", n)): n for n in ("ann", "bob", "cat")}
        return names[holder] if holder else None

    def whereabouts(self) -> dict[str, int]:
        query = "SELECT whereabouts, count(*) AS many FROM journeys GROUP BY 1"
        found = databases.rows(self.region.region.databases["reporting"], query)
        return {row["whereabouts"]: row["many"] for row in found}

    def standings(self) -> dict[str, int]:
        query = "SELECT status, count(*) AS many FROM referrals GROUP BY 1"
        found = databases.rows(self.region.region.databases["referrals"], query)
        return {row["status"]: row["many"] for row in found}


@pytest.fixture
def days(merseyside: RunningRegion) -> Iterator[Days]:
    with watching_receipts(merseyside.region.kafka, merseyside.code) as receipts:
        yield Days(merseyside, receipts)


def test_an_advocate_is_found_handed_over_from_and_at_the_end_nobody_is_left(days: Days) -> None:
    days.advocate("ann", LIVERPOOL, cap=3)
    days.advocate("bob", KNOWSLEY, cap=3, covers=[LIVERPOOL])
    days.refers("zoe", "debt")
    days.refers("yusuf")
    days.refers("sam")
    assert [days.advocate_of(n) for n in ("zoe", "yusuf", "sam")] == ["ann", "ann", "bob"]

    days.advocate("ann", LIVERPOOL, cap=3, contract_ends="2026-03-09")
    days.goes_on(1)
    handed_over = days.told(CaseTransferred)
    assert handed_over
    assert {event["reason"] for event in handed_over} == {"contract_ends"}
    with_ann = [n for n in ("zoe", "yusuf", "sam") if days.advocate_of(n) == "ann"]
    assert len(with_ann) == 1, "Bob has room for two more units, and no more"

    days.refers("later")
    assert days.advocate_of("later") is None
    days.goes_on(7)
    (last,) = with_ann
    assert days.advocate_of(last) is None, "the contract is over"
    days.advocate("cat", LIVERPOOL, cap=3)
    settle(days.region)
    assert days.advocate_of(last) == "cat", "before somebody who came later"
    assert {days.advocate_of(n) for n in ("zoe", "yusuf", "sam")} <= {"bob", "cat"}


def test_support_ends_and_what_is_known_of_it_is_the_same_everywhere(days: Days) -> None:
    days.closes("sam")
    (closed,) = days.told(CaseClosed)
    assert closed["reason"] == "finished"
    settle(days.region)
    assert days.standings() == {"placed": 3, "completed": 1}
    assert days.whereabouts() == {"in_circle": 3, "not_completed": 1}
    assert len(days.told(CaseAssigned)) - len(days.told(CaseUnassigned)) == 4


def test_nothing_of_what_they_said_can_be_read_anywhere(days: Days) -> None:
    assert where_canaries_are(days.region) == {}
