"""A witness of what the engine applies, who knows nothing of the inbox and waits for the commit."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.runtime.working_set import Row, WorkingSet
from shared.testing.replaced import replaced
from shared.testing.simulated_store import Applied, SimulatedStore


class Witness:
    """Enters every applied fact in the open transaction of the store that it looks at."""

    def __init__(self) -> None:
        self._store: SimulatedStore | None = None

    def look_at(self, store: SimulatedStore) -> None:
        """Look at the service whose turn it is."""
        self._store = store

    def watching(self) -> AbstractContextManager[None]:
        """Watch every engine of this process while the context lasts."""
        apply = WorkingSet.apply

        def apply_before_a_witness(
            working: WorkingSet,
            rows: Sequence[Row],
            fact: Fact,
            envelope: Envelope,
            delivery_id: UUID,
            now: datetime,
        ) -> None:
            apply(working, rows, fact, envelope, delivery_id, now)
            self._note(delivery_id, envelope, fact)

        return replaced(WorkingSet, "apply", apply_before_a_witness)

    def _note(self, delivery_id: UUID, envelope: Envelope, fact: Fact) -> None:
        transaction = self._store.open if self._store else None
        if transaction is None:
            return
        programme = envelope.programme or str(getattr(fact, "programme", ""))
        stage = transaction.contents.stages.get(programme)
        transaction.applied.append(Applied(delivery_id, envelope, fact, stage))
