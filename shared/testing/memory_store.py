"""A store in memory that promises what the PostgreSQL one does: atomic transactions, order."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.runtime.decision import Key
from shared.runtime.ports import Change, Conflict, HeldFact, OutgoingRow, Stage, Surroundings


@dataclass(slots=True)
class Contents:
    """Everything that a service remembers."""

    inbox: dict[UUID, datetime] = field(default_factory=dict)
    states: dict[type[Any], dict[Key, Any]] = field(default_factory=dict)
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)
    outbox: dict[int, OutgoingRow] = field(default_factory=dict)
    held: dict[int, HeldFact] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    last_row: int = 0
    last_place: int = 0

    def copied(self) -> "Contents":
        """Return a copy whose dictionaries can change without changing these."""
        states = {kind: dict(rows) for kind, rows in self.states.items()}
        twin = copy(self)
        twin.inbox, twin.sequences = dict(self.inbox), dict(self.sequences)
        twin.outbox, twin.held, twin.stages = dict(self.outbox), dict(self.held), dict(self.stages)
        twin.states = states
        return twin


class MemoryStore:
    """A service's memory. A transaction works on a copy that replaces the original on commit."""

    def __init__(self, keys: Mapping[type[Any], str]) -> None:
        self._keys = keys
        self.contents = Contents()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["MemoryTransaction"]:
        """Open a transaction: what it did is seen when the block ends, never if it raises."""
        draft = MemoryTransaction(self.contents.copied(), self._keys)
        yield draft
        self.contents = draft.contents


class MemoryTransaction:
    """See ``shared.runtime.ports.Transaction``."""

    def __init__(self, contents: Contents, keys: Mapping[type[Any], str]) -> None:
        self.contents, self._keys = contents, keys

    async def claim(self, ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Enter deliveries in the inbox; return the new ones."""
        new = {delivery_id for delivery_id in ids if delivery_id not in self.contents.inbox}
        self.contents.inbox.update(dict.fromkeys(new, now))
        return new

    async def surroundings(self, keys: Collection[tuple[str, str]]) -> Surroundings:
        """Return the stages, and what these keys wait for."""
        held_keys: dict[tuple[str, str], str] = {}
        if self.contents.held and keys:
            for fact in self._in_order():
                if fact.order_key and (fact.topic, fact.order_key) in keys:
                    held_keys[fact.topic, fact.order_key] = fact.waits_for
        return Surroundings(self.contents.stages, held_keys)

    async def load(self, kind: type[Any], keys: Collection[Key]) -> dict[Key, Any]:
        """Return the states that exist."""
        rows = self.contents.states.get(kind, {})
        return {key: rows[key] for key in keys if key in rows}

    async def load_due(
        self, kind: type[Any], now: datetime, limit: int, programmes: Collection[str]
    ) -> dict[Key, Any]:
        """Return states that are due, oldest first."""
        rows = self.contents.states.get(kind, {})
        due = [
            (state.due_at, str(key), key)
            for key, state in rows.items()
            if state.due_at is not None and state.due_at <= now and state.programme in programmes
        ]
        return {key: rows[key] for _, _, key in sorted(due)[:limit]}

    async def save(
        self, kind: type[Any], new: Mapping[Key, Any], changed: Mapping[Key, Change]
    ) -> None:
        """Insert and update; ``Conflict`` when a new one exists, or a changed one does not."""
        rows = self.contents.states.setdefault(kind, {})
        if any(key in rows for key in new) or any(key not in rows for key in changed):
            raise Conflict
        rows.update(new)
        rows.update({key: change.after for key, change in changed.items()})

    async def number(self, keys: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        """Add to sequences; return the numbers before."""
        last = {key: self.contents.sequences.get(key, 0) for key in keys}
        self.contents.sequences.update({key: last[key] + count for key, count in keys.items()})
        return last

    async def announce(self, rows: Sequence[OutgoingRow]) -> None:
        """Append rows to the outbox."""
        for row in rows:
            self.contents.last_row += 1
            self.contents.outbox[self.contents.last_row] = row

    async def hold(self, facts: Sequence[HeldFact]) -> None:
        """Keep facts back, in this order."""
        for fact in facts:
            place = fact.place
            if not place:
                self.contents.last_place += 1
                place = self.contents.last_place
            self.contents.held[place] = fact._replace(place=place)

    async def take_held(self, programmes: Collection[str], limit: int) -> list[HeldFact]:
        """Remove and return held facts whose turn has come."""
        blocked: set[tuple[str, str]] = set()
        taken: list[HeldFact] = []
        open_now = {*programmes, ""}
        for fact in self._in_order():
            where = (fact.topic, fact.order_key)
            waits = fact.waits_for != "stage" or fact.programme not in open_now
            if waits or where in blocked or len(taken) == limit:
                blocked.update([where] if fact.order_key else [])
            else:
                taken.append(fact)
        for fact in taken:
            del self.contents.held[fact.place]
        return taken

    async def change_stage(self, stage: Stage) -> None:
        """Remember a programme's stage."""
        self.contents.stages[stage.programme] = stage

    def _in_order(self) -> list[HeldFact]:
        return [self.contents.held[place] for place in sorted(self.contents.held)]
