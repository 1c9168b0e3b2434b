"""What a handler is: a pure function from a state and a fact to a new state and new facts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact

Key = UUID | str
"""What a state is found by."""


class State(Protocol):
    """A frozen dataclass that a service remembers; one row of one of its tables."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class Seals(Protocol):
    """What can seal a text so that only one class of service can open it (``shared.privacy``)."""

    def seal_text(self, data_class: str, plaintext: bytes, *, bound_to: bytes) -> str:
        """Return the sealed box as a text."""


class Cause(NamedTuple):
    """What a decision answers: the event's envelope (if it could be read) and its delivery's id."""

    envelope: Envelope | None
    delivery_id: UUID
    seals: Seals


class Draft(Protocol):
    """An announcement that needs to know its cause, or a seal, before it is a fact."""

    def complete(self, cause: Cause) -> Fact:
        """Return the finished fact."""


Announcement = Fact | Draft
"""What a decider announces: a fact, or a draft that becomes one at the door out."""

Decision = tuple[Any, Sequence[Announcement]]
"""The new state (``None`` keeps nothing new) and the facts to announce, in order."""

Decider = Callable[[Any, Any, datetime], Decision]
"""``decide(state, fact, now) -> (state, facts)``: no I/O, no clock, no random, no await."""

Wake = Callable[[Any, datetime], Decision]
"""``wake(state, now) -> (state, facts)``: what happens by time and not by a fact."""

UNCHANGED: tuple[None, tuple[()]] = (None, ())
"""The decision to do nothing."""


class BrokenRule(Exception):
    """A fact contradicts what the service knows: never retried; its key is parked behind it.

    ``code`` is a stable snake-case word; ``pointer`` the JSON pointer of what is wrong. The text
    must carry no personal data: it is logged and published.
    """

    def __init__(self, code: str, pointer: str = "") -> None:
        super().__init__(f"{code} at {pointer}" if pointer else code)
        self.code, self.pointer = code, pointer
