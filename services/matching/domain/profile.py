"""What a person chose to say about a match, sealed: opened only while a match run is made."""

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Profile:
    """A young person's or a mentor's profile as last shared.

    Once erased, nothing brings it back: neither a replay nor a late delivery.
    """

    person_id: UUID
    programme: str
    profile: str | None
    erased: bool = False

    def forgotten(self) -> "Profile":
        """Return it without anything that was said."""
        return replace(self, profile=None, erased=True)
