"""What one transaction is about to change: states, announcements, held facts. Pure; no I/O."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.runtime.announce import Announced
from shared.runtime.decision import Announcement, BrokenRule, Decider, Key
from shared.runtime.ports import Change

Row = tuple[Decider, type[Any], Callable[[Any], Key]]


class HandlerFailed(Exception):
    """A decider raised something that is no broken rule: a defect, or data nobody thought of."""

    def __init__(self, delivery_id: UUID) -> None:
        super().__init__("a handler failed")
        self.delivery_id = delivery_id


class WorkingSet:
    """States as loaded and as decided so far, and what is to be announced, in order."""

    def __init__(self) -> None:
        self._loaded: dict[type[Any], dict[Key, Any]] = defaultdict(dict)
        self._decided: dict[type[Any], dict[Key, Any]] = defaultdict(dict)
        self.announced: list[Announced] = []

    def add_loaded(self, kind: type[Any], states: Mapping[Key, Any]) -> None:
        """Take in the stored states of one kind."""
        self._loaded[kind].update(states)

    def state(self, kind: type[Any], key: Key) -> object:
        """Return the state as it stands after everything decided so far, or ``None``."""
        decided = self._decided[kind]
        return decided[key] if key in decided else self._loaded[kind].get(key)

    def apply(
        self, rows: Sequence[Row], fact: Fact, envelope: Envelope, delivery_id: UUID, now: datetime
    ) -> None:
        """Run the deciders of one fact. On failure nothing of that fact remains.

        Raises ``BrokenRule`` as the decider did, ``HandlerFailed`` for anything else.
        """
        before: list[tuple[type[Any], Key, Any, bool]] = []
        announcements: list[Announcement] = []
        try:
            for decide, kind, find_key in rows:
                key = find_key(fact)
                new, facts = decide(self.state(kind, key), fact, now)
                if new is not None:
                    before.append(
                        (kind, key, self._decided[kind].get(key), key in self._decided[kind])
                    )
                    self._decided[kind][key] = new
                announcements.extend(facts)
        except BrokenRule:
            self._undo(before)
            raise
        except Exception as error:
            self._undo(before)
            raise HandlerFailed(delivery_id) from error
        self.announced.extend(Announced(a, envelope, delivery_id) for a in announcements)

    def put(self, kind: type[Any], key: Key, new: object, facts: Iterable[Announcement]) -> None:
        """Take in a decision that no fact caused: time did, or a command."""
        if new is not None:
            self._decided[kind][key] = new
        self.announced.extend(Announced(fact, None, None) for fact in facts)

    def new_and_changed(self) -> Iterable[tuple[type[Any], dict[Key, Any], dict[Key, Change]]]:
        """Yield per kind the states to insert and the changes of those that were loaded."""
        for kind, decided in self._decided.items():
            loaded = self._loaded[kind]
            new = {key: state for key, state in decided.items() if key not in loaded}
            changed = {
                key: Change(loaded[key], state)
                for key, state in decided.items()
                if key in loaded and state is not loaded[key]
            }
            if new or changed:
                yield kind, new, changed

    def _undo(self, before: list[tuple[type[Any], Key, Any, bool]]) -> None:
        for kind, key, old, was_decided in reversed(before):
            if was_decided:
                self._decided[kind][key] = old
            else:
                del self._decided[kind][key]
