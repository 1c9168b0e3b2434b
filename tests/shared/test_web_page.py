"""The shared layout: readable by everybody, without a licensed font or a crown."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from shared.web import british_format
from shared.web.page import SHARED_TEMPLATES, page_environment

STYLE = (SHARED_TEMPLATES / "style.css").read_text()
LAYOUT = (SHARED_TEMPLATES / "layout.html").read_text()
COLORS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE)) | {"white": "#ffffff"}


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(COLORS[first]), luminance(COLORS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "white"),
        ("secondary-text", "white"),
        ("link", "white"),
        ("link-hover", "white"),
        ("link-visited", "white"),
        ("white", "brand"),
        ("text", "focus"),
        ("text", "surface"),
    ],
)
def test_text_can_be_told_from_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_charts_can_be_told_from_the_page_and_their_two_shades_from_each_other() -> None:
    assert contrast("chart", "white") >= 3
    assert contrast("chart", "chart-light") >= 3


def test_the_font_is_one_that_everybody_has() -> None:
    assert "GDS" not in STYLE
    assert "@font-face" not in STYLE
    assert set(re.findall(r"font-family: ([^;]+);", STYLE)) == {"arial, sans-serif"}


def test_the_layout_has_a_skip_link_and_its_landmarks_and_no_crown() -> None:
    assert LAYOUT.index('class="skip-link" href="#main"') < LAYOUT.index("<header")
    assert '<main id="main" tabindex="-1">' in LAYOUT
    assert "default-src 'none'" in LAYOUT
    assert "crown" not in (LAYOUT + STYLE).lower()


def test_paper_and_small_screens_are_provided_for() -> None:
    assert "@media print" in STYLE
    assert "@media (max-width: 40.0525em)" in STYLE
    assert "prefers-reduced-motion" in STYLE


def a_page(folder: Path, content: str) -> str:
    (folder / "page.html").write_text(
        "{% extends 'layout.html' %}{% block content %}" + content + "{% endblock %}"
    )
    return page_environment(folder).get_template("page.html").render(name="<b>Amira</b>")


def test_values_are_escaped_and_missing_ones_are_an_error(tmp_path: Path) -> None:
    assert "&lt;b&gt;Amira&lt;/b&gt;" in a_page(tmp_path, "{{ name }}")
    with pytest.raises(UndefinedError):
        a_page(tmp_path, "{{ nmae }}")


def test_numbers_and_dates_are_written_the_british_way(tmp_path: Path) -> None:
    assert british_format.number(12000) == "12,000"
    assert british_format.day(date(2027, 1, 4)) == "4 January 2027"
    assert british_format.month(date(2027, 1, 4)) == "January 2027"
    assert british_format.moment(datetime(2026, 6, 1, 8, 5, tzinfo=UTC)) == "9:05am on 1 June 2026"
    assert "1,000" in a_page(tmp_path, "{{ 1000 | number }}")
