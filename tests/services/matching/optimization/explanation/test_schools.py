"""Why this supplier answers a request, and why none does."""

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.gaps import gaps
from services.matching.optimization.explanation.told import told
from services.matching.optimization.problem.schools import Schools
from tests.services.matching.optimization.explanation.answers import answer, example

PLACES = {"rq-02": "su-1", "rq-03": "su-2"}


def said(person: str, problem: Schools | None = None, prices: dict[str, int] | None = None) -> str:
    whole = problem or example("schools")
    desk = Explainer(whole, answer(whole, PLACES, prices))
    return "\n".join(told(desk.why(person), desk.telling))


def test_a_full_week_is_named_with_what_was_missing() -> None:
    assert "su-1: week 3 is full (1 session)" in said("rq-01")
    text = said("rq-01", prices={"su-1@3": 2000, "su-1": 500})
    assert "su-1: week 3 is full (1 session); 1,325 points short." in text


def test_whoever_has_given_all_that_they_give_is_named() -> None:
    problem = example("schools")
    assert isinstance(problem, Schools)
    requests = tuple(
        request.model_copy(update={"kind": "careers_talk", "area": "E06000023"})
        if request.id == "rq-04"
        else request
        for request in problem.people
    )
    text = said("rq-04", problem.model_copy(update={"people": requests}))
    assert "su-2: they give 1 session in all, and no more is left" in text


def test_the_kind_of_session_is_what_recruitment_hears_of() -> None:
    problem = example("schools")
    desk = Explainer(problem, answer(problem, PLACES))
    found = gaps(desk.telling, problem, desk.everybody(only_unplaced=True)).found()
    assert [gap.words for gap in found] == [
        "1 more session from an employer or adviser of the kind “careers talk” in E06000025",
        "1 more session from an employer or adviser of the kind “mock interviews” in E06000023",
        "1 more session from an employer or adviser of the kind “mock interviews” in E06000025",
    ]
