"""The fairness report of a run as a page that programme managers can read."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from services.matching.optimization.explanation.telling import Noun
from services.matching.optimization.fairness.charts import (
    BARS_HEIGHT,
    ROW_HEIGHT,
    load_bars,
    rate_rows,
)
from services.matching.optimization.fairness.intervals import Share
from services.matching.optimization.fairness.report import FAIR_RATIO, FairnessReport
from services.matching.optimization.fairness.verdicts import alarms, percent
from shared.web.british_format import day
from shared.web.page import page_environment

_TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")
_TEMPLATES.filters["percent"] = percent
_TEMPLATES.filters["day"] = lambda iso: day(date.fromisoformat(iso))


GROUPED: Final = (
    "What people count under comes from a file apart from the run. The run itself never saw it, "
    "and no word in it changed a score."
)
"""Where groups come from unless somebody says otherwise."""


def render_report(
    report: FairnessReport, *, person: Noun, supply: Noun, title: str = "", grouped: str = GROUPED
) -> str:
    """Return the page as one self-contained HTML document; the nouns are the kind's own.

    ``grouped`` tells readers where the groups come from.
    """
    return _TEMPLATES.get_template("fairness.html").render(
        report=report,
        title=title or "Who was reached",
        grouped=grouped,
        person=person,
        supply=supply,
        alarms=alarms(report),
        fair_ratio=FAIR_RATIO,
        rate_rows=rate_rows,
        row_height=ROW_HEIGHT,
        load_bars=load_bars(report.load),
        bars_height=BARS_HEIGHT,
    )


def report_as_json(report: FairnessReport) -> dict[str, Any]:
    """The same figures for machines; what may not be told is ``null``."""
    figures: dict[str, Any] = _plain(report)
    return figures | {"fair_ratio": FAIR_RATIO, "alarms": _plain(alarms(report))}


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    if isinstance(value, Share):
        low, high = value.interval
        return asdict(value) | {"rate": value.rate, "from": low, "to": high}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
