"""The report as a page: complete by itself, readable by everybody, silent about small groups."""

import json
import re
from collections import Counter
from itertools import pairwise

import pytest

from services.matching.optimization.explanation.one_to_one import TELLING
from services.matching.optimization.fairness.groups import Groups
from services.matching.optimization.fairness.measuring import measure
from services.matching.optimization.fairness.page import render_report, report_as_json
from services.matching.optimization.fairness.report import BonusEffect, FairnessReport
from tests.services.matching.optimization.explanation.answers import answer
from tests.services.matching.optimization.fairness.markets import places, two_languages
from tests.support.page_outline import Outline

BONUS = BonusEffect((("1 to 4 mentors", 20, 12, 2), ("15 or more mentors", 9, 8, 9)), 0.0168)


def report(bonus: BonusEffect | None = None) -> FairnessReport:
    problem, groups = two_languages()
    return measure(problem, answer(problem, places(20, 2)), groups, bonus=bonus)


def page_of(figures: FairnessReport, title: str = "") -> str:
    return render_report(figures, person=TELLING.person, supply=TELLING.supply, title=title)


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(report(BONUS))


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    return Outline(page)


def test_the_page_asks_no_server_for_anything_and_has_no_script(
    page: str, outline: Outline
) -> None:
    assert "://" not in page
    assert outline.tags("script", "img", "iframe", "object") == []
    assert {href for href in outline.attribute("href") if not href.startswith("#")} == {"data:,"}


def test_every_element_is_closed_and_every_id_is_one_of_a_kind(outline: Outline) -> None:
    assert outline.open == []
    ids = outline.attribute("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    targets = {href[1:] for href in outline.attribute("href") if href.startswith("#")}
    labels = {i for value in outline.attribute("aria-labelledby") for i in value.split()}
    assert (targets | labels) - set(ids) == set()


def test_headings_are_in_order_and_every_heading_cell_says_of_what(outline: Outline) -> None:
    levels = [int(tag[1]) for tag in outline.tags("h1", "h2", "h3")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    scopes = {a.get("scope") for tag, a in outline.elements if tag == "th"}
    assert scopes == {"col", "row", "colgroup"}


def test_every_picture_has_a_name_a_description_and_a_table(outline: Outline) -> None:
    pictures = [attributes for tag, attributes in outline.elements if tag == "svg"]
    assert len(pictures) == 4, "options, home, language, load"
    assert {picture["role"] for picture in pictures} == {"img"}
    assert len(outline.tags("desc")) == len(pictures)
    assert len(outline.tags("table")) == len(pictures) + 2, (
        "waiting and the bonus, without pictures"
    )


def test_it_says_first_what_has_to_be_explained_or_changed(page: str) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1]))
    assert text.index("22 of 50 young people have a place: 44%") < text.index("To be explained")
    assert "Language, Polish: 10% have a place, against 52%" in text
    assert text.index("To be explained") < text.index("Contents")
    assert "It costs 1.68% of all other points." in text


def test_of_small_groups_there_is_no_number(page: str) -> None:
    row = re.search(r'<th scope="row">not stated</th>(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert "fewer&nbsp;than&nbsp;10" in row[1]
    assert not re.search(r">\s*\d", row[1])
    band = re.findall(r'<th scope="row">15 or more mentors</th>(.*?)</tr>', page, re.DOTALL)[-1]
    assert "fewer&nbsp;than&nbsp;10" in band
    assert page.count(">not stated<") == 1, "no bar, no wait"


def test_words_of_a_file_are_text_and_never_markup() -> None:
    problem, _ = two_languages()
    words = {person.id: {"home": "a & b"} for person in problem.people}
    figures = measure(problem, answer(problem, places(20, 2)), Groups(words))
    page = page_of(figures, title="Youth <script>alert(1)</script>")
    assert "<script>" not in page
    assert "a &amp; b" in page


def test_without_groups_it_says_how_to_compare_them() -> None:
    problem, _ = two_languages()
    page = page_of(measure(problem, answer(problem, places(20, 2))))
    Outline(page)
    assert "--groups" in page


def test_the_same_figures_for_machines() -> None:
    said = json.loads(json.dumps(report_as_json(report(BONUS))))
    (language,) = (d for d in said["dimensions"] if d["name"] == "language")
    placed = language["groups"][1]["placed"]
    assert (placed["part"], placed["whole"], placed["rate"]) == (2, 20, 0.1)
    assert placed["from"] < 0.1 < placed["to"]
    assert language["groups"][2] == {
        "word": "not stated",
        "people": None,
        "placed": None,
        "with_options": None,
        "reachable": None,
        "waited": None,
        "waiting": None,
    }
    assert [alarm["word"] for alarm in said["alarms"]] == ["Polish"]
    assert said["bonus"]["cost"] == 0.0168
