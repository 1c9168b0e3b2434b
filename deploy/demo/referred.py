"""What every programme's people have in common, as senders see them."""

from datetime import date
from typing import Protocol


class Referred(Protocol):
    """What senders must know of somebody whom they refer, and how that person will behave."""

    @property
    def number(self) -> int:
        """Which of the year's people it is."""

    @property
    def reference(self) -> str:
        """The office's own reference for the referral."""

    @property
    def office(self) -> str:
        """Who refers."""

    @property
    def area(self) -> str:
        """Where they live, as a GSS code."""

    @property
    def referred_on(self) -> date:
        """The day of the referral."""

    @property
    def withdraws_after(self) -> int | None:
        """After how many days they take it back, if they do."""

    @property
    def moves_to(self) -> str | None:
        """Where they go to live, if they do."""

    @property
    def declines(self) -> bool:
        """Whether they decline the first place that they get."""

    @property
    def reliability(self) -> float:
        """How often they come, from 0 to 1."""

    @property
    def outcome(self) -> str | None:
        """What becomes of them, if anything does."""
