"""Services are killed wherever it could hurt, and nobody's referral suffers."""

import pytest

from shared.runtime.crash_points import POINTS
from tests.faults.kills import EACH_ONCE, REACHABLE, kill_at_all
from tests.support.regions import RunningRegion


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_wherever_services_are_killed(faults: RunningRegion) -> None:
    summary = kill_at_all(faults, EACH_ONCE)
    assert {point for _, point in summary.kills} == set(POINTS)
    assert summary.violations == []
    assert summary.copies > 0, "no kill met work in flight: this run proves nothing"
    assert summary.slowest_drain <= 60


def test_every_crash_point_can_be_reached_somewhere() -> None:
    assert {point for points in REACHABLE.values() for point in points} == set(POINTS)
