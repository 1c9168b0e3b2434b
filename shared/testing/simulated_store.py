"""A store in memory that fails as a database does, and keeps an account of its commits."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from asyncpg import CheckViolationError

from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.runtime.ports import HeldFact, OutgoingRow, Stage
from shared.testing.crashes import SimulatedCrash
from shared.testing.memory_store import Contents, MemoryStore, MemoryTransaction


class Applied(NamedTuple):
    """A fact that a transaction applied, and its programme's stage as this service knew it then."""

    delivery_id: UUID
    envelope: Envelope
    fact: Fact
    stage: Stage | None


class Committed(NamedTuple):
    """What one transaction made true, in order, and the stages as they stood when it began."""

    applied: tuple[Applied, ...]
    announced: tuple[OutgoingRow, ...]
    held: tuple[HeldFact, ...]
    stages: Mapping[str, Stage]


@dataclass(slots=True)
class Weather:
    """What the database does to the next transactions; all zero in fair weather."""

    refusals: int = 0
    """So many transactions find no connection."""
    lost_answers: int = 0
    """So many commits succeed without their client ever hearing of it."""
    late_commits: float = 0.0
    """How often another transaction has drawn its outbox numbers earlier and commits later."""
    fired: dict[str, int] = field(default_factory=dict)

    def note(self, what: str) -> None:
        """Count a failure that really happened."""
        self.fired[what] = self.fired.get(what, 0) + 1


class SimulatedStore(MemoryStore):
    """``MemoryStore`` with weather, with a power switch, and with an account of every commit."""

    UNLOVED = b"refused_by_the_database"
    """An announcement with these bytes in it is refused, as a CHECK constraint would."""

    def __init__(self, keys: Mapping[type[Any], str], random: Random) -> None:
        super().__init__(keys)
        self._random = random
        self.weather = Weather()
        self.has_power = True
        self.refuses_the_unloved = True
        self.commits: list[Committed] = []
        self.open: SimulatedTransaction | None = None
        self._gap: _Gap | None = None
        self._last_number = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["SimulatedTransaction"]:
        """Open a transaction, unless the database is away; see ``MemoryStore``."""
        self._connect()
        draft = SimulatedTransaction(self, self.contents.copied(), self._keys)
        self.open = draft
        try:
            yield draft
        finally:
            self.open = None
        self._require_power()
        stages, self.contents = self.contents.stages, draft.contents
        if draft.applied or draft.announced or draft.held:
            self.commits.append(
                Committed(tuple(draft.applied), tuple(draft.announced), tuple(draft.held), stages)
            )
        if self.weather.lost_answers:
            self.weather.lost_answers -= 1
            self.weather.note("lost_answer")
            raise ConnectionResetError

    def _connect(self) -> None:
        self._require_power()
        if self.weather.refusals:
            self.weather.refusals -= 1
            self.weather.note("no_connection")
            raise ConnectionRefusedError

    def _require_power(self) -> None:
        if not self.has_power:
            raise SimulatedCrash

    @property
    def has_commits_outstanding(self) -> bool:
        """Whether a transaction has drawn numbers below others that are committed already."""
        return self._gap is not None

    def draw(self, rows: Sequence[OutgoingRow]) -> int:
        """Return the number before the first of these rows; like a sequence, it never goes back.

        A gap stands for a transaction that drew its numbers and then took its time. What commits
        into it may have no key in common with what committed since: row locks see to that.
        """
        keys = {(row.topic, row.key) for row in rows}
        gap = self._gap
        if gap is not None and len(rows) <= _Gap.SIZE and not keys & gap.keys_since:
            self._gap = None
            self.weather.note("late_commit")
            return gap.after
        if gap is not None:
            gap.keys_since |= keys
        elif self._random.random() < self.weather.late_commits:
            self._gap = _Gap(self._last_number, keys)
            self._last_number += _Gap.SIZE
        before = self._last_number
        self._last_number += len(rows)
        return before


@dataclass(slots=True)
class _Gap:
    SIZE: ClassVar[int] = 40

    after: int
    keys_since: set[tuple[str, bytes]]


class SimulatedTransaction(MemoryTransaction):
    """``MemoryTransaction`` that notes what it does, for the witness."""

    def __init__(
        self, store: SimulatedStore, contents: Contents, keys: Mapping[type[Any], str]
    ) -> None:
        super().__init__(contents, keys)
        self._store = store
        self.applied: list[Applied] = []
        self.announced: list[OutgoingRow] = []
        self.held: list[HeldFact] = []

    async def announce(self, rows: Sequence[OutgoingRow]) -> None:
        """Append rows to the outbox; see ``Transaction``."""
        unloved = any(SimulatedStore.UNLOVED in row.value for row in rows)
        if unloved and self._store.refuses_the_unloved:
            self._store.weather.note("refused_by_the_database")
            raise CheckViolationError("refused")
        self.contents.outbox.update(enumerate(rows, self._store.draw(rows) + 1))
        self.announced += rows

    async def hold(self, facts: Sequence[HeldFact]) -> None:
        """Keep facts back; see ``Transaction``."""
        await super().hold(facts)
        self.held += [fact for fact in facts if not fact.place]
