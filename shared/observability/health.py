"""Whether a service is alive and whether it is ready, as its parts report it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

RelayRole = Literal["leader", "standby"]

POLL_LIMIT_SECONDS = 30.0
DATABASE_LIMIT_SECONDS = 30.0


class Health:
    """What the parts of a service last said of themselves.

    Live: the consumer has polled within the limit; if not, only a restart helps. Ready: live, with
    partitions assigned, the relay's leader known and a database that answers; if not, wait.
    """

    def __init__(
        self,
        *,
        poll_limit: float = POLL_LIMIT_SECONDS,
        database_limit: float = DATABASE_LIMIT_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Limits in seconds; `seconds` is a clock that never goes back."""
        self._seconds = seconds
        self._poll_limit = poll_limit
        self._database_limit = database_limit
        # A service that has just started has the whole limit to poll for the first time.
        self._polled_at = seconds()
        self._database_at: float | None = None
        self._partitions: int | None = None
        self._relay: RelayRole | None = None
        self._stopping = False

    def polled(self) -> None:
        """The consumer asked the broker for records, whether or not there were any."""
        self._polled_at = self._seconds()

    def assigned(self, partitions: int | None) -> None:
        """The consumer was given so many partitions, perhaps 0; None while it waits to hear."""
        self._partitions = partitions

    def relay_is(self, role: RelayRole | None) -> None:
        """The relay leads, or stands by because another leads; None while that is unknown."""
        self._relay = role

    def database_answered(self) -> None:
        """A query has just succeeded."""
        self._database_at = self._seconds()

    def database_failed(self) -> None:
        """The database could not be reached."""
        self._database_at = None

    def stopping(self) -> None:
        """The service shuts down: alive to the end, never ready again."""
        self._stopping = True

    @property
    def live(self) -> bool:
        """Whether the consumer still polls."""
        return self._age(self._polled_at) <= self._poll_limit

    @property
    def ready(self) -> bool:
        """Whether the service can do its work now."""
        return (
            self.live
            and not self._stopping
            and self._partitions is not None
            and self._relay is not None
            and self._database_answers
        )

    def to_dict(self) -> dict[str, Any]:
        """The verdicts and what they rest on, as JSON values; ages in seconds."""
        return {
            "live": self.live,
            "ready": self.ready,
            "stopping": self._stopping,
            "consumer": {
                "last_poll_age": round(self._age(self._polled_at), 3),
                "partitions": self._partitions,
            },
            "relay": self._relay,
            "database": self._database_answers,
        }

    @property
    def _database_answers(self) -> bool:
        answered = self._database_at
        return answered is not None and self._age(answered) <= self._database_limit

    def _age(self, moment: float) -> float:
        return self._seconds() - moment
