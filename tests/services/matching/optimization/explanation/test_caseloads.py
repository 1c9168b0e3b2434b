"""Why this advocate, and why none."""

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.gaps import gaps
from services.matching.optimization.explanation.told import told
from tests.services.matching.optimization.explanation.answers import answer, example

PLACES = {"cl-01": "ad-1", "cl-02": "ad-1", "cl-04": "ad-1", "cl-05": "ad-2", "cl-06": "ad-2"}


def explainer(places: dict[str, str], prices: dict[str, int] | None = None) -> Explainer:
    problem = example("caseloads")
    return Explainer(problem, answer(problem, places, prices))


def said(person: str, places: dict[str, str] = PLACES, prices: dict[str, int] | None = None) -> str:
    desk = explainer(places, prices)
    return "\n".join(told(desk.why(person), desk.telling))


def test_a_handover_before_a_contract_ends_is_called_one() -> None:
    text = said("cl-02")
    assert "This is a planned handover: the contract of ad-3 ends on 16 October 2026." in text
    assert "5,000 of 5,000 for being supported already" in text
    assert "handover" not in said("cl-01")
    assert "handover" not in said("cl-04")


def test_another_advocate_without_need_is_called_a_change() -> None:
    text = said("cl-01", {"cl-01": "ad-2"})
    assert "This is a change: ad-1 supports them now." in text


def test_a_language_that_is_needed_is_told_by_its_name() -> None:
    text = said("cl-06")
    assert "200 of 200 for an advocate who speaks the language that they need" in text
    assert "ad-2 speaks Arabic." in text
    assert "speaks" not in said("cl-04").replace("who speaks the language", ""), "English will do"


def test_a_full_caseload_is_told_in_its_units() -> None:
    assert "ad-1: only 1 of 5 is left of the caseload, and this person takes 3" in said("cl-03")
    full = {"cl-01": "ad-1", "cl-02": "ad-1", "cl-04": "ad-1", "cl-07": "ad-1"}
    assert "ad-1: the caseload is full (6 of 5)" in said("cl-03", full)


def test_the_price_is_of_the_room_that_somebody_takes() -> None:
    desk = explainer(PLACES, {"ad-1": 100})
    assert (desk.why("cl-01").price, desk.why("cl-02").price) == (200, 100)


def test_an_area_that_nobody_covers_is_what_recruitment_hears_of() -> None:
    desk = explainer(PLACES)
    assert "the advocate does not work in their area" in said("cl-07")
    found = gaps(desk.telling, example("caseloads"), desk.everybody(only_unplaced=True)).found()
    assert [gap.words for gap in found] == [
        "1 more place with an advocate in E08000011",
        "1 more place with an advocate in E08000014",
    ]
