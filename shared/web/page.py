"""Pages from templates: each is one HTML file that asks no other server for anything."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.web import british_format

SHARED_TEMPLATES: Final = Path(__file__).parent / "templates"


def page_environment(templates: Path) -> Environment:
    """Return an environment for a service's own templates and the shared layout.

    Values are escaped; a value that is missing is an error and not an empty place on the page.
    A page extends ``layout.html`` and fills the blocks ``title``, ``heading`` and ``content``.
    """
    environment = Environment(
        loader=FileSystemLoader([templates, SHARED_TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = british_format.number
    environment.filters["month"] = british_format.month
    environment.filters["moment"] = british_format.moment
    return environment
