"""How much stands in the engine's tables: set-based, on a connection of its own, and cheap."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import asyncpg

MOST_COUNTED = 100_000
"""An outbox that holds more is counted no further: the figure says that something is wrong."""

_SECONDS = 5
_OUTBOX = f"""
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT {MOST_COUNTED}) AS counted),
  coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float8
    FROM outbox ORDER BY id LIMIT 1), 0)
"""  # noqa: S608 - a number of our own
_HELD = "SELECT waits_for, count(*), min(held_at) FROM held GROUP BY waits_for"
_STAGES = "SELECT programme, stage FROM stage"


class Measured(NamedTuple):
    """What was found. ``unsent`` stops at ``MOST_COUNTED``; ages are seconds, 0 for none."""

    unsent: int
    oldest_unsent: float
    parked: Mapping[str, int]
    """How many held facts wait for their programme's ``stage``, how many ``behind`` another."""
    dead_letters: int
    oldest_dead_letter: float
    stages: Mapping[str, str]
    """The roll-out stage of each programme, as this service last heard it."""


class Measures:
    """Measures one service's database.

    Every statement is a transaction of its own and ends after five seconds at most: nothing that
    is measured here keeps a row locked or a snapshot open.
    """

    def __init__(self, url: str, service: str) -> None:
        self._url, self._service = url, service
        self._connection: asyncpg.Connection | None = None

    async def take(self, now: datetime) -> Measured:
        """Measure. ``now`` is the service's own time. Raises what asyncpg raises."""
        connection = await self._connected()
        unsent, oldest_unsent = await connection.fetchrow(_OUTBOX)
        held = {row[0]: (row[1], row[2]) for row in await connection.fetch(_HELD)}
        stages = {row[0]: row[1] for row in await connection.fetch(_STAGES)}
        dead, since = held.get("operator", (0, now))
        return Measured(
            unsent,
            max(oldest_unsent, 0.0),
            {reason: held.get(reason, (0, now))[0] for reason in ("stage", "behind")},
            dead,
            max((now - since).total_seconds(), 0.0),
            stages,
        )

    async def close(self) -> None:
        """Give the connection back; the next measurement opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._url,
                timeout=_SECONDS,
                command_timeout=_SECONDS,
                server_settings={
                    "statement_timeout": f"{_SECONDS}s",
                    "application_name": f"inroads-{self._service}-measures",
                },
            )
        return self._connection
