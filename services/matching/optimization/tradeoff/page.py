"""The trade-off as a page or a picture that programme managers can read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.matching.optimization.tradeoff import charts, wording
from services.matching.optimization.tradeoff.advice import (
    advised,
    neighbors,
    of_a_hundred,
    of_setting,
)
from services.matching.optimization.tradeoff.assumptions import Assumptions
from services.matching.optimization.tradeoff.measuring import Figures
from services.matching.optimization.tradeoff.playing import Setting
from shared.web.page import page_environment

_TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")
_TEMPLATES.filters["how_often"] = wording.how_often
_TEMPLATES.filters["of_a_hundred"] = of_a_hundred


def render_page(found: Sequence[Figures], chosen: Setting, given: Assumptions, title: str) -> str:
    """Return the page as one self-contained HTML document; ``title`` names the programme."""
    return _render("tradeoff.html", found, chosen, given, title)


def render_picture(
    found: Sequence[Figures], chosen: Setting, given: Assumptions, title: str
) -> str:
    """Return the two charts alone, as an SVG file."""
    return _render("tradeoff.svg", found, chosen, given, title)


def _render(
    template: str, found: Sequence[Figures], chosen: Setting, given: Assumptions, title: str
) -> str:
    best = advised(found)
    return _TEMPLATES.get_template(template).render(
        title=title,
        charts=charts.charts_of(found, chosen),
        left=charts.LEFT,
        right=charts.RIGHT,
        top=charts.TOP,
        height=charts.HEIGHT,
        below=charts.BELOW,
        found=found,
        chosen=chosen,
        named=wording.named(chosen),
        outcome=wording.outcome(of_setting(found, chosen)),
        changes=[wording.change(one, chosen) for one in neighbors(found, chosen)],
        better=None if best == chosen else wording.named(best),
        better_outcome=wording.outcome(of_setting(found, best)),
        given=given,
    )
