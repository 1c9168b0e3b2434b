"""Answers made of this service's templates."""

from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse

from shared.web.page import page_environment

_TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")


def page(template: str, status: int = 200, **told: object) -> HTMLResponse:
    """Return a page with this status."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(**told), status)
