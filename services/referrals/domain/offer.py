"""A host employer's offer of a circle: which offers can stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import Terms
from shared.ids import derived

NAMESPACE: Final = UUID("b0a4c9de-2f0f-5a3b-8d1c-7e52c6a9f310")

ALREADY_OFFERED = Refusal(
    "already_offered",
    "/data/reference",
    "This host already made an offer under this reference. For another circle, send a new"
    " reference.",
)
NO_CIRCLES = Refusal(
    "programme_has_no_circles",
    "/data/programme",
    "Nobody meets in circles in this programme: it supports people one by one, or in schools."
    " Check the programme's code.",
)
SEATS_SWAPPED = Refusal(
    "seats_out_of_order",
    "/data/seats_min",
    "The fewest seats are more than the most seats. Swap the two or correct one.",
)
FIRST_SESSION_PAST = Refusal(
    "first_session_in_past",
    "/data/first_session_at",
    "The first session would be in the past. Give a time that is still to come.",
)
CONFIRM_AFTER_FIRST_SESSION = Refusal(
    "confirm_after_first_session",
    "/data/confirm_by",
    "The circle must be confirmed before it first meets. Give an earlier time to confirm by.",
)
CONFIRM_PAST = Refusal(
    "confirm_in_past",
    "/data/confirm_by",
    "The time to confirm by is in the past, so nobody could join. Give one that is still to come.",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that stands. It is remembered so that its reference is not used for another."""

    offer_id: UUID
    programme: str
    host: str
    first_session_at: datetime


def offer_id(host: str, reference: str) -> UUID:
    """Return the id under which everybody knows this host's offer."""
    return derived(NAMESPACE, host, reference)


def why_sizes_do_not_fit(terms: Terms, track: str, seats: tuple[int, int]) -> Refusal | None:
    """Return what is wrong with an offer's programme, track or (fewest, most) seats, if any is."""
    fewest, most = seats
    if not terms.programme.has_circles:
        return NO_CIRCLES._replace(rule=terms.rule)
    if track not in terms.tracks:
        hint = f"This programme has no such track. Use: {' or '.join(sorted(terms.tracks))}."
        return Refusal("track_not_in_programme", "/data/track", hint, terms.rule)
    if fewest > most:
        return SEATS_SWAPPED
    if fewest < terms.seats_min:
        return _outside(terms, "/data/seats_min")
    return _outside(terms, "/data/seats_max") if most > terms.seats_max else None


def why_times_do_not_fit(
    first_session_at: datetime, confirm_by: datetime, now: datetime
) -> Refusal | None:
    """Return what is wrong with an offer's times; ``None`` if nothing is."""
    if first_session_at <= now:
        return FIRST_SESSION_PAST
    if confirm_by > first_session_at:
        return CONFIRM_AFTER_FIRST_SESSION
    return CONFIRM_PAST if confirm_by <= now else None


def _outside(terms: Terms, pointer: str) -> Refusal:
    hint = (
        f"This programme takes {terms.seats_min} to {terms.seats_max} people at a time."
        " Change the seats so that they lie within that."
    )
    return Refusal("seats_out_of_bounds", pointer, hint, terms.rule)
