"""What can happen in a pool; every happening is announced, in the order in which it happened."""

from dataclasses import dataclass
from typing import Literal

from services.matching.domain.circle import Circle, Participant

WhyLeft = Literal["withdrawn", "moved", "declined", "circle_cancelled"]
WhyCancelled = Literal["too_few_members", "start_passed"]


@dataclass(frozen=True, slots=True)
class Waits:
    """Nobody has a free seat for this person yet."""

    participant: Participant


@dataclass(frozen=True, slots=True)
class Formed:
    """A circle opened."""

    circle: Circle


@dataclass(frozen=True, slots=True)
class Joined:
    """A person got a seat."""

    circle: Circle
    member: Participant


@dataclass(frozen=True, slots=True)
class Left:
    """A seat is free again."""

    circle: Circle
    member: Participant
    reason: WhyLeft


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The circle will meet; its members are those of this moment."""

    circle: Circle


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The circle will not meet."""

    circle: Circle
    reason: WhyCancelled


Happening = Waits | Formed | Joined | Left | Confirmed | Cancelled
