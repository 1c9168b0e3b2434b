"""Faults that are put into a running region, and how each is mended."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from confluent_kafka.admin import NewTopic  # type: ignore[attr-defined]

from tests.support import databases
from tests.support.kafka import admin_of
from tests.support.processes import start
from tests.support.regions import RunningRegion
from tests.support.workload import a_referral, an_offer

Mend = Callable[[], object]


class Traffic:
    """Circles that fill at once, without a mistake in them: four referrals and an offer each."""

    def __init__(self, region: RunningRegion, tag: str) -> None:
        self._region, self._tag, self._number = region, tag, 0

    def send(self, circles: int = 1) -> None:
        for _ in range(circles):
            self._number += 1
            name, area = f"{self._tag}-{self._number}", f"E09{1 + self._number % 33:06d}"
            confirm_by = datetime.now(UTC) + timedelta(days=30)
            people = [a_referral(f"{name}-{n}", area) for n in range(4)]
            self._region.submit(an_offer(name, area, (4, 4), confirm_by=confirm_by), *people)


def kill(region: RunningRegion, service: str) -> Mend:
    region.region.servers[service].kill()
    return lambda: start(region, service)


def freeze(region: RunningRegion, service: str) -> Mend:
    process = region.region.servers[service]._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    return lambda: process.send_signal(signal.SIGCONT)


def take_the_relays_lock(region: RunningRegion, service: str) -> Mend:
    """Another session holds the lock under which one relay publishes."""
    other = psycopg.connect(region.region.databases[service], autocommit=True)
    other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    other.execute("SELECT pg_advisory_lock(hashtext('inroads-relay'))")
    return other.close


def lock_a_table(region: RunningRegion, service: str, table: str) -> Mend:
    """A session that forgot to end its transaction keeps everybody else out of a table."""
    other = psycopg.connect(region.region.databases[service])
    other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    return other.close


def lose_a_topic(region: RunningRegion, service: str) -> Mend:
    """What was decided an hour ago is for a topic that is not there."""
    name = f"{region.code}.lost"
    databases.rows(
        region.region.databases[service],
        "INSERT INTO outbox (event_id, topic, key, value, headers, created_at) VALUES"
        " (gen_random_uuid(), %s, 'k', '{}', '{}', now() - interval '1 hour') RETURNING id",
        name,
    )

    def create() -> None:
        new = NewTopic(name, num_partitions=1, replication_factor=1)
        admin = admin_of(region.region.kafka)
        admin.create_topics([new])[name].result(30)

    return create


def falsify_a_figure(region: RunningRegion, service: str = "reporting") -> Mend:
    """Somebody was invited, and the stored standing says not."""
    url = region.region.databases[service]
    flip = "UPDATE journeys SET invited = NOT invited WHERE referral_id = %s RETURNING 1"
    someone = databases.value(url, "SELECT min(referral_id::text) FROM journeys WHERE invited")
    databases.rows(url, flip, someone)
    return lambda: databases.rows(url, flip, someone)


def age_dead_letters(region: RunningRegion, service: str) -> None:
    databases.rows(
        region.region.databases[service],
        "UPDATE held SET held_at = held_at - interval '2 days' WHERE waits_for = 'operator'"
        " RETURNING 1",
    )


def discard_what_is_held(region: RunningRegion, service: str) -> None:
    """What an operator does who has seen that the sender was wrong, all three times."""
    databases.rows(region.region.databases[service], "DELETE FROM held RETURNING 1")


def reset_mail_connections(region: RunningRegion) -> Mend:
    """The mail server takes a message and resets the connection before it answers."""
    mail: Any = region.mail

    async def reset(server: Any, _session: object, _envelope: object) -> str:  # noqa: ANN401
        server.transport.abort()
        return "250 nobody hears this"

    mail.handle_DATA = reset
    return lambda: delattr(mail, "handle_DATA")


@contextmanager
def losing_connections(region: RunningRegion, service: str) -> Iterator[None]:
    """The database drops the service's connections again and again, and lets a batch through."""
    over = threading.Event()
    dropping = threading.Thread(target=_keep_dropping, args=(region, service, over))
    dropping.start()
    try:
        yield
    finally:
        over.set()
        dropping.join()


def _keep_dropping(region: RunningRegion, service: str, over: threading.Event) -> None:
    traffic = Traffic(region, "dropped")
    with psycopg.connect(region.region.databases[service], autocommit=True) as other:
        while not over.is_set():
            taken_in = _taken_in(other)
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s",
                [f"inroads-{service}"],
            )
            traffic.send()
            while not over.wait(0.1) and _taken_in(other) == taken_in:
                pass


def _taken_in(connection: psycopg.Connection) -> object:
    return connection.execute("SELECT count(*) FROM inbox").fetchone()
