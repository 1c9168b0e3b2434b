"""What the pages call the places in which a referral can be."""

from typing import Final

from services.reporting.domain.journey import Whereabouts

PLACE_TITLES: Final[dict[Whereabouts, str]] = {
    "rejected": "Not accepted: outside a rule of the programme",
    "withdrawn": "Withdrew before completing",
    "waiting": "Waiting for a place",
    "in_circle": "In a circle now",
    "not_completed": "Circle over, came to too few sessions to complete",
    "completed_without_outcome": "Completed, no outcome recorded yet",
    "completed_with_outcome": "Completed, with an outcome",
}
"""In the order of a journey; every referral is in exactly one."""
