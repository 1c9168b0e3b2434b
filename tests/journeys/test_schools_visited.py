"""Schools in Bristol: they ask, a Pupil Referral Unit comes first, and nobody is left unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.referrals.domain.school_offer import school_offer_id
from services.referrals.domain.school_request import request_id
from shared.contracts import schools
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from tests.conftest import OpensRegion
from tests.journeys.submitting import Submitting
from tests.support import databases
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle, wait_until

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, BRISTOL = "h6r5", "E06000023"
CV, MOCK = "cv_writing", "mock_interview"
PRU, MAINSTREAM = "pupil_referral_unit", "mainstream"
SERVICES = ("referrals", "matching", "reporting")
OVER = (schools.SchoolUnmatched.TYPE, schools.SchoolRequestClosed.TYPE)
SOMEBODY_COMES = (schools.SchoolMatched.TYPE, schools.SchoolTransferred.TYPE)


@pytest.fixture(scope="module")
def avon(open_region: OpensRegion) -> Iterator[RunningRegion]:
    served = {f"{name.upper()}_HTTP_PORT": "0" for name in SERVICES}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": served}
    with open_region(services=SERVICES, **settings) as opened:
        yield opened


class Days(Submitting):
    """What schools and those who come submit, and what the region says of it."""

    PROGRAMME = PROGRAMME

    def asks(self, school: str, kind: str = CV, school_kind: str = MAINSTREAM) -> None:
        data = {
            "reference": f"r-{school}",
            "school": school,
            "area": BRISTOL,
            "school_kind": school_kind,
            "kind": kind,
            "years": "key_stage_4",
            "group_size": 10,
            "earliest": "2026-03-09",
            "latest": "2026-03-27",
        }
        self.submits(schools.SchoolRequestSubmitted, data, "request_accepted")
        settle(self.region)

    def takes_back(self, school: str) -> None:
        data = {"reference": f"r-{school}", "school": school, "reason": "changed"}
        self.submits(schools.SchoolRecallSubmitted, data, "request_withdrawn")
        settle(self.region)

    def comes(self, name: str, *kinds: str, per_month: int) -> None:
        data = {
            "reference": name,
            "organization": "JCPBRI",
            "by": "adviser",
            "areas": [BRISTOL],
            "kinds": list(kinds),
            "per_month": per_month,
        }
        self.submits(schools.SchoolOfferSubmitted, data, "school_offer_admitted")
        settle(self.region)

    def leaves(self, name: str) -> None:
        data = {"reference": name, "organization": "JCPBRI", "reason": "adviser_left"}
        self.submits(schools.SchoolRetreatSubmitted, data, "retreat_noted")
        settle(self.region)

    def who_comes_to(self, school: str) -> str | None:
        """By nothing but what was announced."""
        wanted, comer = str(request_id(school, f"r-{school}")), None
        for event in self.region.log().distinct(Stream.SCHOOLS):
            if event.data["request_id"] == wanted and event.type in SOMEBODY_COMES + OVER:
                comer = event.data["offer_id"] if event.type in SOMEBODY_COMES else None
        names = {str(school_offer_id("JCPBRI", n)): n for n in ("ann", "bob")}
        return names[comer] if comer else None

    def told(self, contract: type[Fact]) -> list[dict[str, Any]]:
        return [e.data for e in self.region.log().distinct(Stream.SCHOOLS, contract.TYPE)]

    def standings(self) -> dict[str, int]:
        query = "SELECT standing, count(*) AS many FROM school_requests GROUP BY 1"
        found = databases.rows(self.region.region.databases["reporting"], query)
        return {row["standing"]: row["many"] for row in found}


@pytest.fixture
def days(avon: RunningRegion) -> Iterator[Days]:
    with watching_receipts(avon.region.kafka, avon.code) as receipts:
        yield Days(avon, receipts)


def test_a_unit_and_three_schools_ask_and_two_advisers_come(days: Days) -> None:
    for school in ("HILL", "DALE", "MOOR"):
        days.asks(school)
    days.asks("UNIT", school_kind=PRU)
    assert len(days.told(schools.SchoolWaitlisted)) == 4
    days.comes("ann", CV, per_month=1)
    assert [days.who_comes_to(s) for s in ("UNIT", "HILL", "DALE", "MOOR")] == ["ann", *3 * [None]]
    days.comes("bob", CV, MOCK, per_month=2)
    assert [days.who_comes_to(s) for s in ("HILL", "DALE", "MOOR")] == ["bob", "bob", None]


def test_an_adviser_leaves_and_the_unit_waits_in_front(days: Days) -> None:
    days.leaves("ann")
    assert days.who_comes_to("UNIT") is None
    (lost,) = days.told(schools.SchoolUnmatched)
    assert lost["reason"] == "offer_withdrawn"
    days.takes_back("HILL")
    assert days.who_comes_to("UNIT") == "bob", "before MOOR, which has waited as long"
    days.takes_back("DALE")
    assert days.who_comes_to("MOOR") == "bob"


def test_a_plan_lets_another_come_so_that_nobody_waits(days: Days) -> None:
    days.comes("ann", CV, per_month=1)
    days.asks("FELL", MOCK)
    assert days.who_comes_to("FELL") is None, "bob gives both of his to others"
    assert days.region.time is not None
    days.region.tick(days.region.time + timedelta(days=1))
    wait_until(lambda: days.who_comes_to("FELL") == "bob", "a plan is followed")
    settle(days.region)
    (moved,) = days.told(schools.SchoolTransferred)
    assert (moved["reason"], moved["month"]) == ("makes_room", "2026-03")
    assert {days.who_comes_to(s) for s in ("UNIT", "MOOR")} == {"ann", "bob"}


def test_what_nobody_comes_for_is_closed_and_counted_as_such(days: Days) -> None:
    days.asks("GLEN")
    assert days.region.time is not None
    days.region.tick(datetime(2026, 3, 28, 9, tzinfo=UTC))
    settle(days.region)
    reasons = sorted(closed["reason"] for closed in days.told(schools.SchoolRequestClosed))
    assert reasons == ["nobody_in_time", "withdrawn", "withdrawn"]
    assert days.standings() == {"matched": 3, "closed": 3}
