"""An operator on a simulated store: what ``shared.store.dead_letters`` does on the real one."""

from random import Random
from uuid import UUID

from shared.runtime.ports import HeldFact
from shared.testing.memory_store import Contents
from shared.testing.simulated_store import SimulatedStore


class SimulatedOperator:
    """Looks through dead letters once causes were mended: replays most, discards or leaves some."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.replayed: set[UUID] = set()
        self.discarded: set[UUID] = set()

    def look_through(self, store: SimulatedStore) -> None:
        """Decide about each dead letter of a service."""
        contents = store.contents
        for fact in [h for h in contents.held.values() if h.waits_for == "operator"]:
            choice = self._random.random()
            if choice < 0.7:
                contents.held[fact.place] = fact._replace(waits_for="stage")
                self.replayed.add(fact.delivery_id)
                _free_behind(contents, fact)
            elif choice < 0.85:
                del contents.held[fact.place]
                self.discarded.add(fact.delivery_id)
                _free_behind(contents, fact)


def _free_behind(contents: Contents, fact: HeldFact) -> None:
    """Let go what waits behind a fact, up to the next dead letter of its key."""
    if not fact.order_key:
        return
    for place, held in sorted(contents.held.items()):
        if (held.topic, held.order_key) != (fact.topic, fact.order_key):
            continue
        if held.waits_for == "operator":
            return
        if held.waits_for == "behind":
            contents.held[place] = held._replace(waits_for="stage")
