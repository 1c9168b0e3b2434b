"""Why a pair that a run found is not proposed any more, in words."""

from typing import Final

from services.matching.optimization.explanation.one_to_one import TELLING

_OF_ROWS: Final = {
    "person_gone": "the young person does not wait any more",
    "person_has_mentor": "the young person has said yes to another mentor",
    "person_has_proposals": "other mentors have been asked for the young person meanwhile",
    "declined_before": "one of the two has said no to the other",
    "profile_gone": "what the young person said about themselves is not shared any more",
    "mentor_left": "the mentor has left",
    "mentor_paused": "the mentor is taking a break",
    "mentor_not_ready": "the mentor has not finished their profile or training",
    "held_already": "the mentor has been asked about them already",
    "no_place": "the mentor's places are taken",
}
_OF_RULES: Final = {name: rule.fails for name, rule in TELLING.rules.items()}


def why_fallen(reason: str) -> str:
    """Return a clause such as ``the mentor is taking a break``."""
    return _OF_ROWS.get(reason) or _OF_RULES.get(reason, reason)
