"""What is within limits, what is not, and that what could not be told never is."""

from argparse import ArgumentTypeError

import pytest

from deploy.operate.limits import Limits, Outcome
from deploy.operate.survey import Row
from deploy.operate.tables import seconds

NOTHING = Row("matching", 0)
THREE = Row("matching", 3, 90.0)
UNKNOWN = Row("matching", None, why="no topic")
AGELESS = Row("matching", 3, None, why="may not be read")


@pytest.mark.parametrize(
    ("rows", "limits", "outcome"),
    [
        ([], Limits(), Outcome.FINE),
        ([THREE], Limits(), Outcome.FINE),
        ([THREE], Limits(at_most=3), Outcome.FINE),
        ([THREE], Limits(at_most=2), Outcome.BEYOND),
        ([THREE, THREE], Limits(at_most=5), Outcome.BEYOND),
        ([THREE], Limits(older_than=90), Outcome.FINE),
        ([THREE], Limits(older_than=89), Outcome.BEYOND),
        ([NOTHING], Limits(at_most=0, older_than=0), Outcome.FINE),
        ([UNKNOWN], Limits(), Outcome.CANNOT_TELL),
        ([NOTHING, UNKNOWN], Limits(at_most=10), Outcome.CANNOT_TELL),
        ([THREE, UNKNOWN], Limits(at_most=2), Outcome.BEYOND),
        ([AGELESS], Limits(at_most=3), Outcome.FINE),
        ([AGELESS], Limits(older_than=3600), Outcome.CANNOT_TELL),
    ],
)
def test_the_outcome_of(rows: list[Row], limits: Limits, outcome: Outcome) -> None:
    assert limits.judge(rows) is outcome


@pytest.mark.parametrize(
    ("text", "meant"), [("60s", 60), ("60", 60), ("10m", 600), ("2h", 7200), ("1d", 86_400)]
)
def test_a_time_is_read(text: str, meant: float) -> None:
    assert seconds(text) == meant


@pytest.mark.parametrize("text", ["", "m", "-5s", "1w", "soon"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        seconds(text)
