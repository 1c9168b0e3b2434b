"""Shares are told with their uncertainty, and waits by nearest rank."""

import pytest

from services.matching.optimization.fairness.intervals import Share, percentile


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),  # as in Wilson's own form, computed by hand
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (500, 1000, 0.4691, 0.5309),
    ],
)
def test_wilson_intervals(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=5e-5)


def test_of_nobody_nothing_is_known() -> None:
    assert Share(0, 0).rate == 0
    assert Share(0, 0).interval == (0, 1)


def test_percentiles_are_days_that_somebody_waited() -> None:
    days = [9, 1, 5, 3, 7, 2, 8, 4, 6, 10]
    assert (percentile(days, 50), percentile(days, 90), percentile([4], 90)) == (5, 9, 4)
