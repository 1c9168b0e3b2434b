"""The page of a year: complete, protected, and made to be read by everybody."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from services.reporting.domain.accounting import Accounting, account
from services.reporting.domain.figures import figures_of
from services.reporting.domain.journey import Journey
from services.reporting.domain.measures import MEASURES
from services.reporting.domain.year import FiguresDisagree, Period, year_of
from services.reporting.web.wording import PLACE_TITLES
from services.reporting.web.year_page import About, render_year
from shared.programmes.area_names import area_names
from tests.services.reporting.builders import (
    HACKNEY,
    LEICESTER,
    MENTORING,
    PROGRAMME,
    CaseloadStory,
    Story,
    a_mentored_story,
    a_year,
    journeys_from,
)
from tests.support.page_outline import Outline

JANUARY = date(2026, 1, 1)
COUNTED_AT = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


def journeys(people: int = 300) -> list[Journey]:
    return list(journeys_from(a_year(people)).values())


def page_of(those: list[Journey], title: str = "A year", about: About | None = None) -> str:
    return render_year(
        figures_of(those),
        account(those),
        generated_at=COUNTED_AT,
        title=title,
        about=about or About(first_month=JANUARY),
    )


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(journeys())


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    return Outline(page)


def test_the_page_asks_no_server_for_anything(page: str, outline: Outline) -> None:
    assert "://" not in page
    assert "url(" not in page
    assert outline.tags("script", "img", "iframe", "object") == []
    assert outline.attribute("src") == []
    assert {href for href in outline.attribute("href") if not href.startswith("#")} == {"data:,"}


def test_every_element_is_closed_and_every_id_is_one_of_a_kind(outline: Outline) -> None:
    assert outline.open == []
    ids = outline.attribute("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    targets = {h[1:] for h in outline.attribute("href") if h.startswith("#")}
    labels = {i for value in outline.attribute("aria-labelledby") for i in value.split()}
    assert (targets | labels) - set(ids) == set()


def test_landmarks_and_headings_are_in_order(outline: Outline) -> None:
    for landmark in ("header", "main", "footer", "nav", "h1"):
        assert len(outline.tags(landmark)) == 1
    levels = [int(tag[1]) for tag in outline.tags("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    first_link = next(attributes for tag, attributes in outline.elements if tag == "a")
    assert first_link["href"] == "#main"
    assert dict(outline.elements)["html"]["lang"] == "en-GB"


def test_every_picture_has_a_name_a_description_and_a_table(outline: Outline) -> None:
    pictures = [attributes for tag, attributes in outline.elements if tag == "svg"]
    assert len(pictures) == 4, "the funnel, all areas, Hackney and Leicester"
    assert {picture["role"] for picture in pictures} == {"img"}
    assert all(picture["aria-labelledby"].count(" ") == 1 for picture in pictures)
    assert len(outline.tags("desc")) == len(pictures)
    assert all(a.get("scope") in ("col", "row") for tag, a in outline.elements if tag == "th")


def test_no_exact_count_and_no_small_count_is_anywhere_on_the_page(outline: Outline) -> None:
    cells = [text for tag, text in outline.texts if tag in ("td", "text", "tspan", "dd", "desc")]
    cells += [text for tag, text in outline.texts if tag == "span"]
    numbers = [
        int(n.replace(",", ""))
        for text in cells
        for n in re.findall(r"(?<![\d.])\d[\d,]*(?!\d*%)", _without_prose(text))
    ]
    assert len(numbers) > 100
    assert [n for n in numbers if n % 5] == []


def _without_prose(text: str) -> str:
    """Leave out years, percentages, and numbers that are part of a sentence about the method."""
    for prose in (
        r"\d+%",
        r"\d+ local authority",
        r"(January|\w+) 20\d\d",
        r"3 of the 4",
        r"fewer than 5",
        r"<5",
    ):
        text = re.sub(prose, "", text)
    return "" if any(w in text for w in ("Counts from 1 to 4", "counted up to")) else text


def test_every_figure_has_its_denominator_and_every_measure_its_definition(page: str) -> None:
    for measure in MEASURES.values():
        assert measure.title in page
        assert measure.definition.split(".")[0] in page
    for title in PLACE_TITLES.values():
        assert title in page
    for note in ("Period", "Coverage", "Quality", "How people are protected", "comparison group"):
        assert note in page


def test_a_page_about_mentors_speaks_of_them_and_of_no_circle() -> None:
    log = [f for i in range(120) for f in a_mentored_story(i, f"m{i}", f"mentor {i % 40}").facts]
    about = About(
        programme=MENTORING,
        first_month=JANUARY,
        matches={"made": 121, "mentors": 3, "sessions_held": 481},
    )
    page = re.sub(r"\s+", " ", page_of(list(journeys_from(log).values()), about=about))
    assert "120 had a mentor, 120 completed their meetings, and" in page
    assert "120 matches were made for this programme, with fewer&nbsp;than&nbsp;5 mentors" in page
    assert "and 480 meetings have been held" in page
    assert "With a mentor now" in page
    assert "circle" not in page.lower().replace("<circle", "")


def test_areas_have_the_names_that_people_use(page: str) -> None:
    assert area_names()[HACKNEY] == "Hackney"
    assert "Hackney" in page
    assert "Leicester" in page
    unknown = page_of([*journeys_from(Story(1, area="E07000999").accepted().facts).values()])
    assert "E07000999" in unknown


def test_what_a_title_says_is_text_and_never_markup() -> None:
    page = page_of(journeys(30), title="<script>alert(1)</script> & more")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_page_whose_totals_contradict_each_other_is_not_made() -> None:
    those = journeys(50)
    with pytest.raises(FiguresDisagree, match="count 50 people referred and the accounting 49"):
        render_year(
            figures_of(those),
            account(those[1:]),
            generated_at=COUNTED_AT,
            title="A year",
            about=About(first_month=JANUARY),
        )


def test_people_of_other_years_and_programmes_are_left_out() -> None:
    late = journeys_from(Story("late", on=date(2027, 1, 1)).accepted().facts)
    those = journeys(60)
    everybody = figures_of([*those, *late.values()])
    year = year_of(everybody, account(those), PROGRAMME, JANUARY)
    assert year.count("referred").count == 60
    assert year.months[0] == Period(JANUARY, 1)
    assert year.months[-1].first == date(2026, 12, 1)


def test_a_year_may_begin_in_any_month() -> None:
    year = year_of({}, Accounting({}), PROGRAMME, date(2026, 4, 1))
    assert year.months[-1].first == date(2027, 3, 1)
    assert year.areas == ()


def test_without_figures_it_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match="say which one is meant"):
        render_year({}, Accounting({}), generated_at=COUNTED_AT, title="Nothing")
    empty = render_year(
        {},
        Accounting({}),
        generated_at=COUNTED_AT,
        title="Nothing yet",
        about=About(programme=PROGRAMME, first_month=JANUARY),
    )
    Outline(empty)
    assert "0 people were referred" in re.sub(r"\s+", " ", empty)


def test_months_become_quarters_where_most_counts_would_be_hidden() -> None:
    few, many = journeys(100), journeys(600)
    small = year_of(figures_of(few), account(few), PROGRAMME, JANUARY)
    large = year_of(figures_of(many), account(many), PROGRAMME, JANUARY)
    assert {period.months for period in small.periods} == {3}
    assert small.periods[-1] == Period(date(2026, 10, 1), 3)
    assert small.periods[-1].last == date(2026, 12, 1)
    assert large.periods == large.months
    assert "Jan–Mar" in page_of(few)


def test_nothing_is_said_of_what_became_of_so_few_people() -> None:
    story = Story("only", area=LEICESTER, on=JANUARY).accepted()
    those = [*journeys(100), *journeys_from(story.facts).values()]
    lonely = [j for j in those if j.area == HACKNEY or j.referral_id == story.referral_id]
    year = year_of(figures_of(lonely), account(lonely), PROGRAMME, JANUARY)
    assert {year.count(measure, LEICESTER).hidden_as for measure in MEASURES} == {"few"}


def test_a_share_is_given_only_on_a_base_that_can_bear_it() -> None:
    those = journeys(600)
    year = year_of(figures_of(those), account(those), PROGRAMME, JANUARY)
    assert re.fullmatch(r"\d\d%", year.ratio("accepted").share or "")
    assert year.share_of_everybody("referred").share == "95% or more"
    few = journeys(40)
    assert year_of(figures_of(few), account(few), PROGRAMME, JANUARY).ratio("joined").share is None


def test_a_page_about_advocates_speaks_of_them_and_of_no_circle() -> None:
    log = [f for i in range(60) for f in CaseloadStory(i).accepted().waited().supported().facts]
    page = page_of(list(journeys_from(log).values()), about=About("v3t9", JANUARY))
    assert "60 had an advocate" in re.sub(r"\s+", " ", page)
    assert "With an advocate now" in page
    assert "circle" not in page.lower().replace("<circle", "")
