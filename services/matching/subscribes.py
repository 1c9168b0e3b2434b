"""Door in: what matching reacts to, and in which pool."""

from services.matching.domain.pool import Pool, pool_id
from services.matching.handlers.confirm_or_cancel import confirm_or_cancel
from services.matching.handlers.decline_invitation import decline_invitation
from services.matching.handlers.enter_area import enter_area
from services.matching.handlers.find_place import find_place
from services.matching.handlers.form_circle import form_circle
from services.matching.handlers.give_up_place import give_up_place
from services.matching.handlers.leave_area import leave_area
from shared.contracts.referrals import (
    InvitationDeclined,
    OfferMade,
    ReferralAccepted,
    ReferralFact,
    ReferralMoved,
    ReferralWithdrawn,
)
from shared.runtime.subscriptions import Hears, Subscriptions, Wakes


def pool_of(fact: ReferralFact | OfferMade) -> str:
    """Return the pool in which this person or offer belongs."""
    return pool_id(fact.programme, fact.area, fact.track)


def left_pool(fact: ReferralMoved) -> str:
    """Return the pool that the person left by moving."""
    return pool_id(fact.programme, fact.left_area, fact.track)


LISTENS_TO = Subscriptions(
    Hears(ReferralAccepted, find_place, Pool, by=pool_of),
    Hears(ReferralWithdrawn, give_up_place, Pool, by=pool_of),
    Hears(ReferralMoved, leave_area, Pool, by=left_pool),
    Hears(ReferralMoved, enter_area, Pool, by=pool_of),
    Hears(InvitationDeclined, decline_invitation, Pool, by=pool_of),
    Hears(OfferMade, form_circle, Pool, by=pool_of),
    Wakes(Pool, confirm_or_cancel),
)
