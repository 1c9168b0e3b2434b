"""An adviser's or employer's offer to come to schools: which can stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.school_request import NO_SCHOOLS, session_kinds
from services.referrals.domain.terms import Terms
from shared.ids import derived

NAMESPACE: Final = UUID("2b9e4d70-8c15-5f3a-a6d2-0e7f91c3b584")

OFFER_UNKNOWN = Refusal(
    "school_offer_unknown",
    "/data/reference",
    "This organization has made no offer to schools under this reference. Check both.",
)
OFFER_WITHDRAWN = Refusal(
    "school_offer_withdrawn",
    "/data/reference",
    "It is known already that nobody comes to schools under this reference. If they are back,"
    " submit the offer anew.",
)
OTHER_PROGRAMME = Refusal(
    "programme_differs",
    "/data/programme",
    "The offer with this reference is for another programme. Send the code it was made with, or use"
    " a new reference.",
)
ENDS_SWAPPED = Refusal(
    "ends_before_it_starts",
    "/data/ends",
    "The last day is before the first one. Swap the two or correct one.",
)
ENDS_PAST = Refusal(
    "offer_over",
    "/data/ends",
    "The last day has passed already. Give one that is still to come, or send a retreat.",
)


@dataclass(frozen=True, slots=True)
class SchoolOffer:
    """What an organization said under its reference of somebody who comes to schools."""

    offer_id: UUID
    programme: str
    organization: str
    is_withdrawn: bool = False

    def withdraw(self) -> "SchoolOffer":
        """Return it as withdrawn."""
        return replace(self, is_withdrawn=True)


@lru_cache(maxsize=1024)
def school_offer_id(organization: str, reference: str) -> UUID:
    """Return the id under which everybody knows this organization's offer to schools."""
    return derived(NAMESPACE, organization, reference)


def while_made(offer: SchoolOffer | None, programme: str) -> SchoolOffer | Refusal:
    """Return the offer if it is in this programme and stands, else why not."""
    if offer is None:
        return OFFER_UNKNOWN
    if offer.programme != programme:
        return OTHER_PROGRAMME
    return OFFER_WITHDRAWN if offer.is_withdrawn else offer


def why_no_offer(
    terms: Terms, known: SchoolOffer | None, areas: Sequence[str], kinds: Sequence[str]
) -> Refusal | None:
    """Return why nobody can come to these areas for this; ``None`` if they can."""
    if terms.programme.schools is None:
        return NO_SCHOOLS._replace(rule=terms.rule)
    if known is not None and known.programme != terms.programme.code:
        return OTHER_PROGRAMME
    covered, listed = terms.programme.phases_by_area, session_kinds(terms)
    for at, area in enumerate(areas):
        if area not in covered:
            hint = "This programme is not open in that area. Give the code of one that it covers."
            return Refusal("area_outside_programme", f"/data/areas/{at}", hint, terms.rule)
    for at, kind in enumerate(kinds):
        if kind not in listed:
            hint = f"This programme lists other sessions. Use one of: {', '.join(listed)}."
            return Refusal("kind_not_in_programme", f"/data/kinds/{at}", hint, terms.rule)
    return None


def why_never_there(starts: date | None, ends: date | None, today: date) -> Refusal | None:
    """Return what is wrong with the days of an offer; ``None`` if nothing is."""
    if ends is None:
        return None
    if starts is not None and ends < starts:
        return ENDS_SWAPPED
    return ENDS_PAST if ends < today else None
