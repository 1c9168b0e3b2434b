"""The relay on the simulated log: what ``shared.runtime.relay`` does, with answers getting lost."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import orjson

from shared.runtime.crash_points import reached
from shared.runtime.ports import OutgoingRow
from shared.testing.crashes import SimulatedCrash
from shared.testing.simulated_log import Place, SimulatedLog
from shared.testing.simulated_store import SimulatedStore

PartitionBatch = list[tuple[int, OutgoingRow]]

_ARRIVES, _ARRIVES_LATE = 0.4, 0.7
"""What becomes of a batch whose answer is lost; the rest never arrives."""


class SimulatedRelay:
    """Sends a store's outbox: rows in order per partition, deleted after the log has them."""

    def __init__(self, store: SimulatedStore, log: SimulatedLog, random: Random) -> None:
        self._store, self._log, self._random = store, log, random
        self._hint = 0
        self._late: list[PartitionBatch] = []
        self.broker_is_away = False

    def start_again(self) -> None:
        """Forget what a crash makes one forget; what is on the wire stays on the wire."""
        self._hint = 0

    def step(self, most: int, *, whole: bool = False) -> bool:
        """Send at most ``most`` unsent rows; return whether there were any.

        ``whole`` looks at the whole outbox, not only behind the last row that was sent.
        """
        if whole or self._random.random() < 0.5:
            self._hint = 0
        rows = self._unsent(most)
        if not rows:
            return False
        reached("relay.after_read")
        self._send(self._by_partition(rows))
        reached("relay.after_acknowledge")
        self._delete([number for number, _ in rows])
        reached("relay.after_delete")
        return True

    def deliver_late(self) -> bool:
        """Let the log receive what a lost connection had still under way; return whether it had."""
        late, self._late = self._late, []
        for batch in late:
            self._append(batch)
        return bool(late)

    def _unsent(self, most: int) -> PartitionBatch:
        numbers = sorted(n for n in self._store.contents.outbox if n > self._hint)
        return [(number, self._store.contents.outbox[number]) for number in numbers[:most]]

    def _by_partition(self, rows: PartitionBatch) -> list[PartitionBatch]:
        batches: dict[Place, PartitionBatch] = defaultdict(list)
        for number, row in rows:
            batches[self._log.place_of(row.topic, row.key)].append((number, row))
        return list(batches.values())

    def _send(self, batches: list[PartitionBatch]) -> None:
        """Append whole batches; when the answer is lost, each may have arrived, or not, or will."""
        self._random.shuffle(batches)
        if self.broker_is_away:
            self._lose_answers(batches)
            raise ConnectionResetError
        try:
            reached("relay.after_send")
        except SimulatedCrash:
            self._lose_answers(batches)
            raise
        for batch in batches:
            self._append(batch)

    def _lose_answers(self, batches: list[PartitionBatch]) -> None:
        for batch in batches:
            fate = self._random.random()
            if fate < _ARRIVES:
                self._append(batch)
            elif fate < _ARRIVES_LATE:
                self._late.append(batch)

    def _append(self, batch: PartitionBatch) -> None:
        for _, row in batch:
            headers = [(name, text.encode()) for name, text in orjson.loads(row.headers).items()]
            self._log.append(row.topic, row.key, row.value, headers)

    def _delete(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._store.contents.outbox.pop(number, None)
        if not self._store.has_commits_outstanding:
            self._hint = numbers[-1]
