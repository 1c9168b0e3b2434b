"""Why this circle, and why a seat that is free is not theirs."""

import pytest

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.gaps import gaps
from services.matching.optimization.explanation.told import told
from tests.services.matching.optimization.explanation.answers import answer, example

PLACES = dict.fromkeys(("js-01", "js-02", "js-03", "js-05"), "se-1") | dict.fromkeys(
    ("js-08", "js-09", "js-10", "js-12"), "se-3"
)


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    problem = example("circles")
    explainer = Explainer(problem, answer(problem, PLACES))
    return {why.person: "\n".join(told(why, explainer.telling)) for why in explainer.everybody()}


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (
            "js-01",
            "is placed with session se-1.\n  All 4 rules hold: the session is for their track",
        ),
        ("js-01", "100 of 100 for a host from a sector that interests them"),
        ("js-04", "se-1: it has 3 people already with the same jobcentre, and at most 3 may share"),
        ("js-05", "stays with session se-1: a run never breaks a match that stands."),
        ("js-06", "se-2: it does not meet, because fewer than the 4 people it needs"),
        ("js-07", "What keeps most away: they cannot come at its time of the week (2 sessions"),
        ("js-11", "would fit if they took a session that they declined before"),
    ],
)
def test_what_is_said(said: dict[str, str], person: str, words: str) -> None:
    assert words in said[person]


def test_a_full_circle_is_called_full() -> None:
    problem = example("circles")
    problem = problem.model_copy(
        update={"sessions": tuple(s.model_copy(update={"seats_max": 4}) for s in problem.sessions)}  # type: ignore[union-attr]
    )
    explainer = Explainer(problem, answer(problem, PLACES))
    text = "\n".join(told(explainer.why("js-04"), explainer.telling))
    assert "se-1: all 4 seats are taken" in text


def test_gaps_name_the_time_and_the_area() -> None:
    problem = example("circles")
    explainer = Explainer(problem, answer(problem, PLACES))
    found = gaps(explainer.telling, problem, explainer.everybody(only_unplaced=True)).found()
    assert [gap.words for gap in found] == [
        "2 more seats in circles in E09000012",
        "1 more seat in a circle on Friday evenings in E09000012",
        "1 more seat in a circle other than those declined before in E09000012",
    ]
