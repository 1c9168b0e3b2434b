"""Which proposal a young person's match comes from: the first that a mentor accepts.

What is decided here is asked of the mentor's row next: ``Agreed`` becomes a match there, or not.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from services.matching.domain.clearance import nation_of
from services.matching.domain.mentee import Mentee, Proposal

NOBODYS_FAULT: Final = frozenset({"mentor_left", "mentor_paused", "clearance_lapsed", "expired"})


@dataclass(frozen=True, slots=True)
class Waits:
    """They wait for a mentor."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A mentor accepted, and was the first to."""

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Closed:
    """A proposal is off; the mentor's place is free again."""

    proposal: Proposal
    reason: str


Side = Literal["mentor", "young_person"]
Happening = Waits | Agreed | Closed
Change = tuple[Mentee, list[Happening]]
"""The young person afterwards, and what happened, in order."""


def consider(mentee: Mentee, proposal: Proposal) -> Change:
    """Take a proposal in while they wait; else say at once that its place is free."""
    if mentee.proposal(proposal.match_id) or mentee.has(proposal.match_id):
        return mentee, []
    if mentee.status != "waiting":
        return mentee, [Closed(proposal, "not_waiting")]
    if proposal.mentor_id in mentee.declined:
        return mentee, [Closed(proposal, "declined_before")]
    return mentee.with_proposals((*mentee.proposals, proposal)), []


def answer(mentee: Mentee, match_id: UUID, by: Side, now: datetime, *, accepts: bool) -> Change:
    """A side says yes or no. Accepting is the mentor's: a young person's yes changes nothing.

    Referrals refuses one (``mentor_accepts_first``), so none should come here.
    """
    if not accepts:
        return decline(mentee, match_id, f"declined_by_{by}")
    return accept(mentee, match_id, now) if by == "mentor" else (mentee, [])


def accept(mentee: Mentee, match_id: UUID, now: datetime) -> Change:
    """Agree to an open proposal and close all others. Too late, or not open: nothing happens."""
    proposal = mentee.proposal(match_id)
    if proposal is None or proposal.expires_at <= now:
        return mentee, []
    others = [p for p in mentee.proposals if p is not proposal]
    agreed = replace(mentee.with_proposals(()), status="agreed", match=proposal)
    return agreed, [
        Agreed(proposal),
        *(Closed(other, "another_mentor_accepted") for other in others),
    ]


def decline(mentee: Mentee, match_id: UUID, reason: str) -> Change:
    """Close a proposal, or the match itself, and never propose that mentor again."""
    proposal = mentee.proposal(match_id)
    if proposal is not None:
        after = mentee.without(match_id).declining(proposal.mentor_id)
        return after, [Closed(proposal, reason)]
    if mentee.match is None or not mentee.has(match_id):
        return mentee, []
    after = mentee.declining(mentee.match.mentor_id).waiting_again()
    return after, [Closed(mentee.match, reason), Waits()]


def settle(mentee: Mentee, match_id: UUID) -> Mentee:
    """The mentor's row made the match: it is theirs, if they have not closed it meanwhile."""
    return replace(mentee, status="matched") if mentee.has(match_id) else mentee


def lose(mentee: Mentee, match_id: UUID, reason: str) -> Change:
    """The mentor's row freed the place: they wait on, with the turn that they had."""
    if mentee.proposal(match_id):
        return mentee.without(match_id), []
    if mentee.match is None or not mentee.has(match_id):
        return mentee, []
    if reason == "finished":
        return replace(mentee, status="finished", match=None), []
    after = mentee.waiting_again()
    if reason not in NOBODYS_FAULT:
        after = after.declining(mentee.match.mentor_id)
    return after, [Waits()]


def withdraw(mentee: Mentee) -> Change:
    """They take their referral back: every place held for them is free."""
    closed = [Closed(proposal, "withdrawn") for proposal in mentee.everything_open]
    return replace(mentee.with_proposals(()), status="withdrawn", match=None), list(closed)


def move(mentee: Mentee, area: str) -> Change:
    """They live elsewhere. In another nation other clearances count: what is open is closed."""
    after = replace(mentee, area=area)
    if nation_of(area) == nation_of(mentee.area) or not mentee.everything_open:
        return after, []
    closed = [Closed(proposal, "moved_to_another_nation") for proposal in mentee.everything_open]
    return after.with_proposals(()).waiting_again(), [*closed, Waits()]


def expire(mentee: Mentee, now: datetime) -> Change:
    """Close the proposals that nobody answered in time."""
    late = [p for p in mentee.proposals if p.expires_at <= now]
    rest = tuple(p for p in mentee.proposals if p.expires_at > now)
    return mentee.with_proposals(rest), [Closed(proposal, "expired") for proposal in late]
