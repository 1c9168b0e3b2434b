"""Young people and mentors in the West Midlands: proposed, accepted, left, protected."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.contracts import inbound
from shared.contracts.matching import MatchEnded, MatchMade, MatchProposed, ProposalClosed
from tests.conftest import OpensRegion
from tests.journeys.mentoring_days import MONDAY, PROGRAMME, SOLIHULL, Days
from tests.support import databases
from tests.support.canaries import where_canaries_are
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion


@pytest.fixture(scope="module")
def midlands(open_region: OpensRegion) -> Iterator[RunningRegion]:
    served = {f"{name}_HTTP_PORT": "0" for name in ("REFERRALS", "MATCHING")}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": served}
    with open_region(services=("referrals", "matching"), **settings) as opened:
        yield opened


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
