"""Answers made of this service's templates."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse

from services.matching.optimization.explanation.fallen import why_fallen
from services.matching.web.notices import Notice
from shared.web.page import page_environment

_TEMPLATES: Final = page_environment(Path(__file__).parent / "templates")
_TEMPLATES.filters["why_fallen"] = why_fallen
_RETRY_AFTER: Final = {"retry-after": "60"}
"""Seconds, for machines."""


def page(template: str, status: int = 200, **told: object) -> HTMLResponse:
    """Return a page with this status."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(**told), status)


def noticed(notice: Notice) -> HTMLResponse:
    """Return the page of a notice."""
    response = page("notice.html", notice.status, notice=notice)
    if notice.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.update(_RETRY_AFTER)
    return response
