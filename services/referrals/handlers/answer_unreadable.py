"""Bytes arrived that break the contract: tell their sender where, if they name an event."""

from collections.abc import Sequence
from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.expected_forms import what_to_give
from shared.contracts.unreadable import Unreadable
from shared.runtime.decision import Announcement

_NEXT_STEP = "Correct this and send it as a new event, with a new id."


def answer_unreadable(unreadable: Unreadable, _now: datetime) -> Sequence[Announcement]:
    """Answer what cannot be applied, so that no sender waits for a receipt that never comes."""
    hint = f"{what_to_give(unreadable.pointer, unreadable.hint)} {_NEXT_STEP}"
    return (publishes.not_read(unreadable, hint),)
