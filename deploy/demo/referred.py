"""What every programme's people have in common, as senders see them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """Somebody who is referred in the year, and how they will behave.

    ``area`` is a GSS code; ``withdraws_after`` counts days from the referral; ``declines`` is about
    the first place that they get; ``reliability``, from 0 to 1, is how often they come.
    """

    number: int
    name: str
    area: str
    office: str
    referred_on: date
    birth_month: str
    role: str
    consents: bool
    reliability: float
    withdraws_after: int | None
    moves_to: str | None
    declines: bool
    outcome: str | None

    @property
    def reference(self) -> str:
        """The own reference for the referral of whoever refers."""
        return f"{self.office}-{self.number:05d}"
