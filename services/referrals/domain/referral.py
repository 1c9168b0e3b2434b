"""The life of a referral: accepted, waiting, placed, completed; or withdrawn; or rejected."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from shared.ids import derived

Status = Literal["accepted", "waiting", "placed", "completed", "withdrawn", "rejected"]
Track = Literal["general", "graduates"]

NAMESPACE: Final = UUID("6f1c2b0e-5c64-5f3e-9a0d-3d1f7b2f9c41")
_OPEN: Final = frozenset({"accepted", "waiting", "placed"})
_ENDED_BEFORE_IT_BEGAN: Final = frozenset({"withdrawn", "rejected"})

UNKNOWN = Refusal(
    "referral_unknown",
    "/data/reference",
    "This office has no referral under this reference. Check office and reference, or submit the"
    " referral first.",
)
OTHER_PROGRAMME = Refusal(
    "programme_differs",
    "/data/programme",
    "The referral with this reference is for another programme. Send the code it was made with.",
)
WITHDRAWN = Refusal(
    "referral_closed",
    "/data/reference",
    "The referral was withdrawn. If the person wants support after all, submit it again.",
)
COMPLETED = Refusal(
    "referral_closed",
    "/data/reference",
    "The person has completed the programme, so only an outcome can still be recorded. For more"
    " support, submit a new referral with a new reference.",
)
NOT_ACCEPTED = Refusal(
    "referral_not_accepted",
    "/data/reference",
    "The referral was rejected; its receipt says why. Correct it and submit it again first.",
)
SAME_AREA = Refusal(
    "same_area",
    "/data/area",
    "The referral is in this area already, so there is nothing to do. If the person moved, send"
    " the code of the area where they live now.",
)
ALREADY_REFERRED = Refusal(
    "already_referred",
    "/data/reference",
    "This office already has a referral under this reference. Withdraw it first, or submit the new"
    " one with a new reference.",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that the person was given in a circle and has not left."""

    circle_id: UUID


@dataclass(frozen=True, slots=True)
class Referral:
    """One person referred to one programme by one office, under the office's own reference.

    A withdrawn or rejected referral that is submitted again starts anew under the same id.
    """

    referral_id: UUID
    person_id: UUID
    programme: str
    area: str
    office: str
    track: Track
    status: Status
    submitted_on: date
    rule: str
    seats: tuple[Seat, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the person waits for a place or has one."""
        return self.status in _OPEN

    @property
    def is_supported(self) -> bool:
        """Whether the person has a place on a caseload: it is known by the referral's own id."""
        return any(seat.circle_id == self.referral_id for seat in self.seats)

    @property
    def may_be_submitted_again(self) -> bool:
        """Whether nothing stands in the way of the same reference being submitted anew."""
        return self.status in _ENDED_BEFORE_IT_BEGAN

    def reject(self) -> "Referral":
        """Return the referral turned away at the door; it may be corrected and submitted again."""
        return replace(self, status="rejected")

    def withdraw(self) -> "Referral":
        """Return the referral taken back."""
        return replace(self, status="withdrawn")

    def move_to(self, area: str) -> "Referral | Refusal":
        """Return the referral in another area; its seat goes when matching says so."""
        return SAME_AREA if area == self.area else replace(self, area=area)

    def wait(self) -> "Referral":
        """Return the referral on the waiting list.

        The word may be overtaken by that of a seat, which travels on another stream: a seat wins.
        """
        return replace(self, status="waiting") if self.status == "accepted" else self

    def join(self, circle_id: UUID) -> "Referral":
        """Return the referral with a seat in the circle."""
        seat = Seat(circle_id)
        seats = self.seats if seat in self.seats else (*self.seats, seat)
        return replace(self, seats=seats, status="placed" if self.is_open else self.status)

    def leave(self, circle_id: UUID) -> "Referral":
        """Return the referral without its seat in the circle.

        Words from two circles come in any order, so a seat in another circle stays as it is.
        """
        seats = tuple(seat for seat in self.seats if seat.circle_id != circle_id)
        waits_again = self.status == "placed" and not seats
        return replace(self, seats=seats, status="waiting" if waits_again else self.status)

    def complete(self) -> "Referral":
        """Return the referral whose series of sessions is over; a withdrawn one stays withdrawn."""
        return replace(self, status="completed") if self.is_open else self


@lru_cache(maxsize=4096)  # asked for thrice per submission: to lock, to load, to name
def referral_id(office: str, reference: str) -> UUID:
    """Return the id under which everybody knows this office's referral."""
    return derived(NAMESPACE, office, reference)


def while_open(referral: Referral | None, programme: str) -> Referral | Refusal:
    """Return the referral if it is open in this programme, else why no more can happen to it."""
    found = once_accepted(referral, programme)
    if isinstance(found, Referral) and found.status == "completed":
        return COMPLETED
    return found


def once_accepted(referral: Referral | None, programme: str) -> Referral | Refusal:
    """Return the referral if this programme accepted it and it was not withdrawn, else why not."""
    if referral is None:
        return UNKNOWN
    if referral.programme != programme:
        return OTHER_PROGRAMME
    if referral.status == "withdrawn":
        return WITHDRAWN
    if referral.status == "rejected":
        return NOT_ACCEPTED
    return referral
