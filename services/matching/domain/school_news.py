"""What can happen to the requests of schools, in the order in which it is announced."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.matching.domain.schools import Asked, Schools


@dataclass(frozen=True, slots=True)
class Waits:
    """Nobody who could come has a session left."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Matched:
    """Somebody comes."""

    asked: Asked
    offer_id: UUID
    month: date


@dataclass(frozen=True, slots=True)
class Transferred:
    """Another comes instead, or the same in another month."""

    asked: Asked
    offer_id: UUID
    left_offer_id: UUID
    month: date
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """They cannot come any more, and nobody else can."""

    asked: Asked
    offer_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody will come; ``offer_id`` is who would have."""

    asked: Asked
    offer_id: UUID | None
    reason: str


Happening = Waits | Matched | Transferred | Unmatched | Closed
Change = tuple[Schools, list[Happening]]
"""The schools afterwards, and what happened, in order."""
