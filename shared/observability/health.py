"""Whether a service is alive and whether it is ready, as its parts report it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

RelayRole = Literal["leader", "standby"]

POLL_LIMIT_SECONDS = 120.0
"""Longer than a batch may take while its statements still come to an end (20 s each), so that a
slow database is waited for and only what really hangs is restarted."""
ANSWER_LIMIT_SECONDS = 30.0
"""A server that was not heard of for longer counts as unknown, which is not ready."""


class Health:
    """What the parts of a service last said of themselves.

    Live: the consumer goes on, or would if there were brokers; if not, only a restart helps. An
    outage of a server never makes a service dead: all would be restarted together, for nothing.
    Ready: live, with partitions assigned, the relay's leader known, a database and brokers that
    answer; if not, wait.
    """

    def __init__(
        self,
        *,
        poll_limit: float = POLL_LIMIT_SECONDS,
        answer_limit: float = ANSWER_LIMIT_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Limits in seconds; `seconds` is a clock that never goes back."""
        self._seconds = seconds
        self._poll_limit = poll_limit
        self._answer_limit = answer_limit
        # A service that has just started has the whole limit to poll for the first time.
        self._polled_at = seconds()
        self._database_at: float | None = None
        self._kafka_at: float | None = None
        self._kafka_lost = False
        self._partitions: int | None = None
        self._relay: RelayRole | None = None
        self._stopping = False

    def polled(self) -> None:
        """The consumer asked for records, whether or not there were any, or tries a batch again."""
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

    def kafka_answered(self) -> None:
        """A broker has just answered; after an outage the consumer has the whole limit again."""
        self._kafka_at = self._seconds()
        if self._kafka_lost:
            self._kafka_lost = False
            self.polled()

    def kafka_failed(self) -> None:
        """No broker could be reached."""
        self._kafka_at, self._kafka_lost = None, True

    def stopping(self) -> None:
        """The service shuts down: alive to the end, never ready again."""
        self._stopping = True

    @property
    def live(self) -> bool:
        """Whether the consumer goes on, as far as the brokers let it."""
        return self._kafka_lost or self.poll_age <= self._poll_limit

    @property
    def ready(self) -> bool:
        """Whether the service can do its work now."""
        return (
            self.live
            and not self._stopping
            and self._partitions is not None
            and self._relay is not None
            and self.database_up
            and self.kafka_up
        )

    @property
    def poll_age(self) -> float:
        """Seconds since the consumer last showed that it goes on."""
        return self._seconds() - self._polled_at

    @property
    def database_up(self) -> bool:
        """Whether the database answered lately."""
        return self._is_recent(self._database_at)

    @property
    def kafka_up(self) -> bool:
        """Whether the brokers answered lately."""
        return self._is_recent(self._kafka_at)

    @property
    def kafka_known(self) -> bool:
        """Whether any broker was asked yet."""
        return self._kafka_lost or self._kafka_at is not None

    @property
    def leads(self) -> bool:
        """Whether the relay of this process is the one that publishes."""
        return self._relay == "leader"

    def to_dict(self) -> dict[str, Any]:
        """The verdicts and what they rest on, as JSON values; ages in seconds."""
        return {
            "live": self.live,
            "ready": self.ready,
            "stopping": self._stopping,
            "consumer": {"last_poll_age": round(self.poll_age, 3), "partitions": self._partitions},
            "relay": self._relay,
            "database": self.database_up,
            "kafka": self.kafka_up,
        }

    def _is_recent(self, moment: float | None) -> bool:
        return moment is not None and self._seconds() - moment <= self._answer_limit
