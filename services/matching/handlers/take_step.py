"""A mentor goes a step: profile, training, a pause, the return, the end; or loses a clearance."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from services.matching.domain.mentor import Mentor
from services.matching.domain.places import let_go
from services.matching.publishes import said_of_mentor
from shared.contracts.referrals import MentorStepped
from shared.runtime.decision import UNCHANGED, Decision

STEPS: Final[Mapping[str, Mapping[str, Any]]] = {
    "profile_completed": {"profile_completed": True},
    "trained": {"trained": True},
    "paused": {"paused": True},
    "resumed": {"paused": False},
    "left": {"has_left": True},
    "clearance_withdrawn": {"clearances": ()},
}


def take_step(mentor: Mentor | None, fact: MentorStepped, now: datetime) -> Decision:
    """Take the step, and free at once every place that cannot be held any more."""
    if mentor is None:
        return UNCHANGED
    after, happened = let_go(replace(mentor, **STEPS[fact.step]), now)
    return after, said_of_mentor(after, happened)
