"""What pages call places and measures: those of circles, of mentors and of advocates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from services.reporting.domain.journey import Whereabouts
from services.reporting.domain.measures import MEASURES, Measure
from shared.programmes.load import UnknownProgrammeError, load_programmes


@dataclass(frozen=True, slots=True)
class Words:
    """``places`` in the order of a journey: every referral is in exactly one. ``had`` and
    ``completed`` go on after a number of people.
    """

    places: Mapping[Whereabouts, str]
    measures: Mapping[str, Measure]
    had: str
    completed: str


PLACE_TITLES: Final[dict[Whereabouts, str]] = {
    "rejected": "Not accepted: outside a rule of the programme",
    "withdrawn": "Withdrew before completing",
    "waiting": "Waiting for a place",
    "in_circle": "In a circle now",
    "not_completed": "Circle over, came to too few sessions to complete",
    "completed_without_outcome": "Completed, no outcome recorded yet",
    "completed_with_outcome": "Completed, with an outcome",
}

_OF_MENTORS: Final = {
    "joined": (
        "Had a mentor",
        (
            "People who were matched with at least one mentor, out of all who were accepted. "
            "Somebody whose match ended counts."
        ),
    ),
    "invited": (
        "Sent an invitation by email",
        (
            "People for whom a mail server took at least one invitation, out of all who had a "
            "mentor. Others are under 16, had no email address, did not agree to be written to, or "
            "were told by those who referred them."
        ),
    ),
    "attended": (
        "Met",
        "People who came to at least one meeting with a mentor, out of all who had one.",
    ),
    "completed": (
        "Completed",
        (
            "People who came to at least 3 of every 4 meetings that were held for them, once all "
            "were over, out of all who had a mentor."
        ),
    ),
}

CIRCLES: Final = Words(PLACE_TITLES, MEASURES, "had a place in a circle", "completed it")
MENTORS: Final = Words(
    PLACE_TITLES
    | {
        "waiting": "Waiting for a mentor",
        "in_circle": "With a mentor now",
        "not_completed": "Meetings over, came to too few to complete",
    },
    MEASURES
    | {
        code: replace(MEASURES[code], title=title, definition=definition)
        for code, (title, definition) in _OF_MENTORS.items()
    },
    "had a mentor",
    "completed their meetings",
)

_OF_ADVOCATES: Final = {
    "joined": (
        "Had an advocate",
        (
            "People whom at least one advocate supported, out of all who were accepted. Somebody "
            "who was handed over to another advocate counts once."
        ),
    ),
    "invited": (
        "Sent an invitation by email",
        (
            "People for whom a mail server took at least one invitation to a visit, out of all who "
            "had an advocate. Others had no email address, or did not agree to be written to."
        ),
    ),
    "attended": (
        "Were visited",
        "People who were there at one visit at least, out of all who had an advocate.",
    ),
    "completed": (
        "Completed",
        (
            "People who were there at 3 of every 4 visits at least, once all visits were over or "
            "their support had reached its end, out of all who had an advocate."
        ),
    ),
}
ADVOCATES: Final = Words(
    PLACE_TITLES
    | {
        "waiting": "Waiting for an advocate",
        "in_circle": "With an advocate now",
        "not_completed": "Visits over, there at too few to complete",
    },
    MEASURES
    | {
        code: replace(MEASURES[code], title=title, definition=definition)
        for code, (title, definition) in _OF_ADVOCATES.items()
    },
    "had an advocate",
    "are recorded as having completed their visits",
)


@cache
def words_of(programme: str) -> Words:
    """Return the words for a programme; an unknown one is told of in those of circles."""
    try:
        support = load_programmes().by_code(programme).support
    except UnknownProgrammeError:
        return CIRCLES
    return {"one_to_one": MENTORS, "caseload": ADVOCATES}.get(support, CIRCLES)
