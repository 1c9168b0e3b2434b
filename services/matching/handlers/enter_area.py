"""A person moved here: they look for a place in the area where they live now."""

from datetime import datetime

from services.matching.domain.pool import Pool
from services.matching.handlers.find_place import find_place
from shared.contracts.referrals import ReferralMoved
from shared.runtime.decision import UNCHANGED, Decision


def enter_area(pool: Pool | None, fact: ReferralMoved, now: datetime) -> Decision:
    """Give the person a place in the new area's pool; a move to the same area is none."""
    if fact.left_area == fact.area:
        return UNCHANGED
    return find_place(pool, fact, now)
