"""A service's door in, as a table: which fact it hears, what it decides, on which state."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from shared.contracts.unreadable import Unreadable
from shared.runtime.decision import Announcement, Decider, Key, Wake

FindKey = Callable[[Any], Key]
AnswerUnreadable = Callable[[Unreadable, datetime], Sequence[Announcement]]
"""``answer(unreadable, now) -> facts``: what the sender of unreadable bytes is told."""


@dataclass(frozen=True, slots=True)
class Hears:
    """On ``fact``, run ``decide`` on the ``state`` found by ``by``: a field's name or function."""

    fact: type[Fact]
    decide: Decider
    state: type[Any]
    by: str | FindKey | None = None

    def key_of(self, fact: Fact) -> Key:
        """Return the key of the state that this fact concerns."""
        key: Key = self._finder(fact)
        return key

    @property
    def _finder(self) -> FindKey:
        if callable(self.by):
            return self.by
        return attrgetter(self.by or self.fact.KEY)


@dataclass(frozen=True, slots=True)
class Wakes:
    """When a state's ``due_at`` has passed, run ``wake`` with it."""

    state: type[Any]
    wake: Wake


class Subscriptions:
    """Everything a service reacts to; a fact may concern several states, row by row, in order."""

    def __init__(
        self, *rows: Hears | Wakes, answers_unreadable: AnswerUnreadable | None = None
    ) -> None:
        self.hears = tuple(row for row in rows if isinstance(row, Hears))
        self.wakes = tuple(row for row in rows if isinstance(row, Wakes))
        self.answers_unreadable = answers_unreadable
        self._deciders = _by_type(self.hears)

    def deciders(self, fact_type: str) -> Sequence[tuple[Decider, type[Any], FindKey]]:
        """Return what to run for a CloudEvents type: decider, kind of state, finder of its key."""
        return self._deciders.get(fact_type, ())

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams to subscribe to, each once, in the order of the table."""
        return tuple(dict.fromkeys(row.fact.STREAM for row in self.hears))

    @property
    def states(self) -> tuple[type[Any], ...]:
        """The kinds of state that the table names, each once."""
        return tuple(
            dict.fromkeys([*(h.state for h in self.hears), *(w.state for w in self.wakes)])
        )


def _by_type(rows: Iterable[Hears]) -> dict[str, list[tuple[Decider, type[Any], FindKey]]]:
    table: dict[str, list[tuple[Decider, type[Any], FindKey]]] = defaultdict(list)
    for row in rows:
        table[row.fact.TYPE].append((row.decide, row.state, row._finder))  # noqa: SLF001
    return dict(table)
