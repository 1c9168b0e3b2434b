"""Who writes: the name and address that people see, and whom they can ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender of every message. ``phone`` is optional; replies to ``email`` must be read."""

    name: str
    email: str
    phone: str = ""

    @property
    def domain(self) -> str:
        """The part of the address after the @."""
        return self.email.rpartition("@")[2]
