"""The page of a year: what became of everybody who was referred, by area and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from services.reporting.domain.accounting import Accounting
from services.reporting.domain.disclosure import protected
from services.reporting.domain.figures import Figures
from services.reporting.domain.standing import OUTCOMES
from services.reporting.domain.year import Year, year_of
from services.reporting.web.charts import FUNNEL, STEP_HEIGHT, area_charts, funnel, year_chart
from services.reporting.web.wording import words_of
from shared.programmes.area_names import area_names
from shared.web.page import page_environment

_TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")


@dataclass(frozen=True, slots=True)
class About:
    """What a reader should know of a page beside its figures; everything is optional.

    ``programme`` (a code) is needed when there are figures of several. ``first_month`` is the first
    of the year's twelve months; without it, the first month in which anybody was referred.
    ``circles``: ``formed``, ``confirmed``, ``cancelled`` and ``sessions_held``; ``matches``:
    ``made``, ``mentors`` and ``sessions_held``, shown protected like people. ``notice`` stands at
    the top, such as that the people are made up.
    """

    programme: str | None = None
    first_month: date | None = None
    region: str = ""
    circles: Mapping[str, int] | None = None
    matches: Mapping[str, int] | None = None
    notice: str = ""


def render_year(
    figures: Figures,
    accounting: Accounting,
    *,
    generated_at: datetime,
    title: str,
    about: About | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return the page as one self-contained HTML document, with every count protected.

    ``names`` are names of areas by GSS code. Raises ``FiguresDisagree`` when ``accounting`` is not
    of the people in the year's ``figures``, ``ValueError`` when it is unclear which year is meant.
    """
    about = about or About()
    year = year_of(figures, accounting, *_which_year(figures, about))
    words = words_of(year.programme)
    return _TEMPLATES.get_template("year.html").render(
        title=title,
        about=about,
        generated_at=generated_at,
        year=year,
        words=words,
        measures=words.measures,
        matches=protected(about.matches, ()) if about.matches else None,
        outcomes=OUTCOMES,
        places=words.places,
        columns=FUNNEL,
        steps=funnel(year),
        step_height=STEP_HEIGHT,
        year_chart=year_chart(year),
        area_charts=area_charts(year),
        areas=_by_name(year, area_names() if names is None else names),
    )


def _which_year(figures: Figures, about: About) -> tuple[str, date]:
    cells = {key.cell for key in figures}
    programmes = {cell.programme for cell in cells}
    if about.programme is None and len(programmes) != 1:
        raise ValueError(
            f"there are figures of {len(programmes)} programmes; say which one is meant"
        )
    programme = about.programme or programmes.pop()
    months = [cell.month for cell in cells if cell.programme == programme]
    if about.first_month is None and not months:
        raise ValueError("there are no figures of this programme; say with which month to begin")
    return programme, (about.first_month or min(months)).replace(day=1)


def _by_name(year: Year, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return code and name of each area, sorted by name; areas without a name come last."""
    ordered = sorted(year.areas, key=lambda code: (code not in names, names.get(code, code)))
    return [(code, names.get(code, code)) for code in ordered]
