"""An advocate left before their contract's end, or without one: tell matching."""

from dataclasses import replace
from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.advocate import Advocate, while_in_post
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import DepartureSubmitted
from shared.runtime.decision import Decision


def part_with_advocate(
    advocate: Advocate | None, submission: DepartureSubmitted, _now: datetime
) -> Decision:
    """Pass on that the advocate left; nothing more is taken until they are submitted anew."""
    found = while_in_post(advocate, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    gone = replace(found, has_left=True)
    return gone, (
        publishes.accepted_of(gone, "departure_noted"),
        publishes_supply.advocate_left(gone),
    )
