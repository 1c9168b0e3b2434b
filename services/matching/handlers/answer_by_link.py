"""A mentor answers on the page behind a signed link: the same answer as by an event."""

from datetime import datetime
from uuid import UUID

from services.matching.domain.acceptance import answer
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.runtime.decision import UNCHANGED, Decision


def answer_by_link(
    mentee: Mentee | None, match_id: UUID, now: datetime, *, accepts: bool
) -> Decision:
    """Accept or decline a proposal that is open; sent again, or too late, it changes nothing.

    A link answers once: whoever has accepted ends a match by telling their organization.
    """
    if mentee is None or mentee.proposal(match_id) is None:
        return UNCHANGED
    after, happened = answer(mentee, match_id, "mentor", now, accepts=accepts)
    return after, said_of_mentee(after, happened)
