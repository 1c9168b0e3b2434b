"""What a programme manager reads: every figure, the chosen setting marked, and no jargon."""

import itertools
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from services.matching.optimization.problem.one_to_one import MentoringRules
from services.matching.optimization.tradeoff import wording
from services.matching.optimization.tradeoff.advice import advised, neighbors
from services.matching.optimization.tradeoff.assumptions import Assumptions
from services.matching.optimization.tradeoff.charts import HEIGHT, LEFT, RIGHT, TOP, charts_of
from services.matching.optimization.tradeoff.measuring import Figures
from services.matching.optimization.tradeoff.page import render_page, render_picture
from services.matching.optimization.tradeoff.playing import Setting
from tests.support.page_outline import Outline

GIVEN = Assumptions(places=(), rules=MentoringRules(), answer_within_days=7)
CHOSEN = Setting(1, 300)
FOUND = (
    Figures(Setting(1, 0), 1000, 980, 3, 9, 450.2),
    Figures(Setting(7, 0), 1000, 960, 6, 13, 526.0),
    Figures(CHOSEN, 1000, 972, 3, 10, 501.6),
    Figures(Setting(7, 300), 1000, 950, 6, 14, 542.0),
    Figures(Setting(1, 400), 1000, 945, 3, 13, 550.0),
    Figures(Setting(7, 400), 1000, 930, 7, 15, 574.0),
)
JARGON = ("median", "percentile", "p90", "batch", "quality floor", "solver", "optimal", "fit ")


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(FOUND, CHOSEN, GIVEN, "Mayor's Mentors")


def test_the_page_is_complete_by_itself_and_every_element_is_closed(page: str) -> None:
    outline = Outline(page)
    assert "://" not in page
    assert outline.tags("script", "img", "iframe", "object") == []
    assert outline.open == []
    assert [name for name, times in Counter(outline.attribute("id")).items() if times > 1] == []


def test_a_manager_finds_the_chosen_setting_and_no_jargon(page: str) -> None:
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert page.count('class="chosen"') == 1
    assert "Chosen: a match run every day, only matches of at least 300 points." in words
    assert "97 of 100 young people get a mentor, half of these within 3 days and 9 in 10" in words
    assert [word for word in JARGON if word in words.lower()] == []
    for figures in FOUND:
        assert f"{figures.mean_fit:.0f}" in words


def test_the_picture_is_well_formed_and_says_its_axes_in_words() -> None:
    picture = render_picture(FOUND, CHOSEN, GIVEN, "Mayor's Mentors")
    texts = [text.text or "" for text in ET.fromstring(picture).iter() if text.text]
    for words in ("Points of the average match", "Young people with a mentor, of 100"):
        assert words in texts
    assert texts.count("Days until half of those matched have their mentor") == 2
    assert picture.count('r="11" fill="none"') == 2, "marked in both charts"


def test_charts_put_sooner_left_and_better_up_and_stay_inside() -> None:
    for chart, height in zip(charts_of(FOUND, CHOSEN), ("mean_fit", "share"), strict=True):
        dots = [dot for line in chart.lines for dot in line.dots]
        assert len(dots) == len(FOUND)
        assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= TOP + HEIGHT for dot in dots)
        for one in dots:
            for other in dots:
                if one.figures.waited_median < other.figures.waited_median:
                    assert one.x < other.x
                if getattr(one.figures, height) > getattr(other.figures, height) + 0.01:
                    assert one.y < other.y
        assert chart.chosen.figures.setting == CHOSEN
        names = sorted(line.name_y for line in chart.lines)
        assert all(b - a >= 18.9 for a, b in itertools.pairwise(names))


def test_the_figures_speak_for_better_matches_that_cost_hardly_anybody_a_mentor() -> None:
    assert advised(FOUND) == CHOSEN
    assert "The figures speak for another setting" not in render_page(FOUND, CHOSEN, GIVEN, "x")
    other = render_page(FOUND, Setting(7, 400), GIVEN, "x")
    assert "The figures speak for another setting" in other


def test_what_another_setting_would_change_is_a_sentence() -> None:
    said = [wording.change(one, CHOSEN) for one in neighbors(FOUND, CHOSEN)]
    assert said == [
        (
            "A match run every week instead: half wait 3 days longer, 2 fewer of 100 get a mentor,"
            " the average match is 40 points better."
        ),
        (
            "No least score instead: half wait as long, 1 more of 100 get a mentor,"
            " the average match is 52 points worse."
        ),
        (
            "At least 400 points instead: half wait as long, 3 fewer of 100 get a mentor,"
            " the average match is 48 points better."
        ),
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "at once"),
        (1, "every day"),
        (3, "every 3 days"),
        (7, "every week"),
        (14, "every 2 weeks"),
    ],
)
def test_how_often_is_said_as_people_say_it(days: int, words: str) -> None:
    assert wording.how_often(days) == words
