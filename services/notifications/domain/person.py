"""What is remembered of a person: whether they may be written to, and how, sealed."""

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """A person as last shared. ``contact`` is sealed, and opened only to address a message.

    Once erased, nothing brings the contact back: neither a replay nor a late delivery.
    """

    person_id: UUID
    may_contact: bool
    contact: str | None
    erased: bool = False

    def forgotten(self) -> "Person":
        """Return the person without anything to reach them by."""
        return replace(self, may_contact=False, contact=None, erased=True)
