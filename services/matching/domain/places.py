"""What becomes of a mentor's places: held for a proposal, made a match, freed.

One rule stands over all of it: whoever may not meet, does not. It is looked at again after every
word about the mentor, when a match is made, and when a clearance is over.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.still_stands import why_not_mentor
from shared.local_day import local_day

MEETINGS_IN_A_SLOT: Final = 2
"""So many meetings of one mentor have room in a part of the week, one after the other."""

WhyNot = Literal["mentor_left", "clearance_lapsed", "mentor_paused"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A place is held until ``expires_at``; ``run`` is the match run that proposed it.

    ``slots`` are the parts of the week in which both have time.
    """

    held: Held
    expires_at: datetime
    run: str
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The two are matched."""

    held: Held


@dataclass(frozen=True, slots=True)
class Closed:
    """The proposal is off."""

    held: Held
    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The two are no longer matched."""

    held: Held
    reason: str


Happening = Proposed | Made | Closed | Ended
Change = tuple[Mentor, list[Happening]]
"""The mentor afterwards, and what happened, in order."""


def propose(mentor: Mentor, wanted: Proposed, now: datetime) -> Change:
    """Hold a place, if there is one and the two may meet today; else nothing happens."""
    held, today = wanted.held, local_day(now)
    if why_not_mentor(mentor, held, today):
        return mentor, []
    slot, turn = _free_time(mentor, wanted.slots)
    held = replace(held, slot=slot, turn=turn)
    return mentor.with_held((*mentor.held, held), today), [replace(wanted, held=held)]


def make(mentor: Mentor, match_id: UUID, now: datetime) -> Change:
    """Make a match of a proposal, if the two still may meet."""
    mentor, happened = let_go(mentor, now)
    held = mentor.holding(match_id)
    if held is None or held.is_made:
        return mentor, happened
    made = replace(held, is_made=True)
    places = tuple(made if one is held else one for one in mentor.held)
    return mentor.with_held(places, local_day(now)), [*happened, Made(made)]


def free(mentor: Mentor, match_id: UUID, reason: str, now: datetime) -> Change:
    """Free a place; that a match ended is announced, that a proposal was closed is known."""
    held = mentor.holding(match_id)
    if held is None:
        return mentor, []
    rest = tuple(one for one in mentor.held if one is not held)
    after = mentor.with_held(rest, local_day(now))
    return after, [Ended(held, reason)] if held.is_made else []


def let_go(mentor: Mentor, now: datetime) -> Change:
    """Free every place whose young person this mentor may not meet, or is not free for."""
    reasons = {held: _why_not(mentor, held, now) for held in mentor.held}
    happened: list[Happening] = []
    for held, reason in reasons.items():
        if reason is not None:
            happened.append(Ended(held, reason) if held.is_made else Closed(held, reason))
    kept = tuple(held for held in mentor.held if reasons[held] is None)
    return mentor.with_held(kept, local_day(now)), happened


def _free_time(mentor: Mentor, slots: tuple[str, ...]) -> tuple[str | None, int]:
    """Return the first of these in which the mentor meets nobody else, or after whom; or none."""
    taken = {(held.slot, held.turn) for held in mentor.held}
    free = ((slot, turn) for turn in range(MEETINGS_IN_A_SLOT) for slot in slots)
    return next((time for time in free if time not in taken), (None, 0))


def _why_not(mentor: Mentor, held: Held, now: datetime) -> WhyNot | None:
    if mentor.has_left:
        return "mentor_left"
    if not mentor.may_meet(held, local_day(now)):
        return "clearance_lapsed"
    return "mentor_paused" if mentor.paused and not held.is_made else None
