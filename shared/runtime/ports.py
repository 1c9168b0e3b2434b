"""What the engine needs of a store: PostgreSQL and the simulation's memory are exchangeable."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from shared.runtime.decision import Key


class OutgoingRow(NamedTuple):
    """One event of the outbox: written with its cause, sent, deleted when acknowledged."""

    event_id: UUID
    topic: str
    key: bytes
    value: bytes
    headers: bytes


class HeldFact(NamedTuple):
    """A fact that a service keeps back, in order per key, until it may be applied.

    ``waits_for``: ``stage`` (the programme's stage is closed), ``operator`` (a dead letter),
    ``behind`` (a dead letter of the same key stands in front). ``value`` is sealed.
    """

    delivery_id: UUID
    topic: str
    order_key: str
    programme: str
    waits_for: str
    code: str
    pointer: str
    value: str
    headers: bytes
    held_at: datetime
    place: int = 0


class Stage(NamedTuple):
    """A programme's roll-out stage as this service last heard it."""

    programme: str
    stage: str
    canary_offices: tuple[str, ...] = ()
    canary_percent: int = 0


class Surroundings(NamedTuple):
    """What stands around a batch: the stages, and which of its keys already have held facts."""

    stages: Mapping[str, Stage]
    held_keys: Mapping[tuple[str, str], str]
    """(topic, order key) -> what the last held fact of that key waits for."""


class Change(NamedTuple):
    """A state as it was loaded, and as it was decided to be.

    A part that is the same object in both did not change: it is not written again.
    """

    before: Any
    after: Any


class Transaction(Protocol):
    """One database transaction. Everything in it becomes true together or not at all."""

    async def claim(self, ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Enter deliveries in the inbox; return those that were not there before."""

    async def surroundings(self, keys: Collection[tuple[str, str]]) -> Surroundings:
        """Return the stages, and which of these (topic, order key) pairs have held facts."""

    async def load(self, kind: type[Any], keys: Collection[Key]) -> dict[Key, Any]:
        """Return the states that exist, locked until the transaction ends."""

    async def load_due(
        self, kind: type[Any], now: datetime, limit: int, programmes: Collection[str]
    ) -> dict[Key, Any]:
        """Return states of these programmes whose ``due_at`` has passed, oldest first, locked."""

    async def save(
        self, kind: type[Any], new: Mapping[Key, Any], changed: Mapping[Key, Change]
    ) -> None:
        """Insert and update states; those that change were loaded, and locked, in here.

        Raises ``Conflict`` when a new one exists already, or a changed one does not.
        """

    async def number(self, keys: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        """Add to the sequence of each (topic, key); return its last number *before* that."""

    async def announce(self, rows: Sequence[OutgoingRow]) -> None:
        """Append rows to the outbox and wake the relay."""

    async def hold(self, facts: Sequence[HeldFact]) -> None:
        """Keep facts back, in this order."""

    async def take_held(self, programmes: Collection[str], limit: int) -> list[HeldFact]:
        """Remove and return held facts of these programmes that wait for nothing else, in order.

        A fact without a programme (its bytes could not be read) waits for no stage.
        """

    async def change_stage(self, stage: Stage) -> None:
        """Remember a programme's stage."""


class Store(Protocol):
    """Where a service remembers."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction: committed when the block ends, rolled back when it raises."""


class Conflict(Exception):
    """Another transaction created the same state first: try again, it will be seen."""
