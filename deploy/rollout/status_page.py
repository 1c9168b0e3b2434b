"""The regions as a page: what operators put on a screen."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.rollout.status import RegionStatus
from shared.web.page import page_environment

_TEMPLATES: Final = Path(__file__).parent / "templates"


def write_page(file: Path, regions: Sequence[RegionStatus]) -> None:
    """Write the page, which asks no server for anything."""
    template = page_environment(_TEMPLATES).get_template("status.html")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(template.render(regions=regions, now=datetime.now(UTC)))
