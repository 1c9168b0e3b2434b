"""Waiting until a region has nothing left to do."""

import time
from collections.abc import Callable, Iterator
from functools import cache

from confluent_kafka import ConsumerGroupTopicPartitions
from confluent_kafka.admin import AdminClient

from deploy.local.listens import streams_of
from shared.contracts.streams import POLICIES, topic
from tests.support import databases
from tests.support.event_log import Place
from tests.support.kafka import admin_of
from tests.support.regions import RunningRegion

_STILL = 0.5
"""Seconds: longer than a service takes to look at what is due after whatever happened (0.2)."""

_OVERDUE = {
    "matching": (
        "SELECT (SELECT count(*) FROM pools WHERE due_at <= now_is)"
        " + (SELECT count(*) FROM mentors WHERE due_at <= now_is)"
        " + (SELECT count(*) FROM mentees WHERE due_at <= now_is)"
        " + (SELECT count(*) FROM caseloads WHERE due_at <= now_is OR newcomers <> '[]')"
        " + (SELECT count(*) FROM schools WHERE due_at <= now_is)"
        " FROM coalesce(%s, now()) AS now_is"
    ),
    "scheduling": "SELECT count(*) FROM series WHERE due_at <= coalesce(%s, now())",
    "notifications": (
        "SELECT count(*) FROM messages WHERE status = 'due' AND due_at <= coalesce(%s, now())"
    ),
}
"""What the services would do at once, and what no topic shows."""


_RELEASABLE = """
SELECT count(*) FROM held JOIN stage USING (programme)
WHERE waits_for = 'stage' AND stage IN ('shadow', 'live')
"""
"""Held facts whose turn has come: the service plays them at its next look."""


class NotQuiet(AssertionError):
    """Something still moved when the patience ended: says what."""


def settle(opened: RunningRegion, patience: float = 60.0) -> float:
    """Return the seconds until nothing moved any more; ``NotQuiet`` if it goes on."""
    admin = admin_of(opened.region.kafka)
    began = time.monotonic()
    quiet_since = 0.0
    while True:
        busy, now = next(_busy(opened, admin), ""), time.monotonic()
        quiet_since = 0.0 if busy else quiet_since or now
        if quiet_since and now - quiet_since >= _STILL:
            return quiet_since - began
        if now - began > patience:
            raise NotQuiet(f"after {patience:.0f} seconds still busy: {busy}")
        time.sleep(0.03)


def settle_after_deadlines(opened: RunningRegion, patience: float = 60.0) -> float:
    """Let the circles that are to be confirmed within a minute come to that, then settle."""
    url = opened.region.databases["matching"]
    soon = "SELECT count(*) FROM pools WHERE due_at < now() + interval '1 minute'"
    settle(opened, patience)
    wait_until(lambda: not databases.value(url, soon), "every circle is decided", patience)
    return settle(opened, patience)


def wait_until(true: Callable[[], object], what: str, patience: float = 30.0) -> None:
    """Look again and again until it holds; ``AssertionError`` that names it if it never does."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {patience:.0f} seconds still not: {what}")
        time.sleep(0.05)


def _busy(opened: RunningRegion, admin: AdminClient) -> Iterator[str]:
    """Say what moves.

    Everything is read, then nothing waits to be sent, then the ends are still the same: so nothing
    was on its way between the looks.
    """
    ends = opened.reader.ends()
    for service in opened.services:
        committed = _committed(admin, f"{opened.code}.{service}")
        for place in _heard_by(opened.code, service, simulated=opened.time is not None):
            if committed.get(place, 0) < ends[place]:
                yield f"{service}, which has to read {place[0]}"
    yield from _waits_inside(opened)
    if opened.reader.ends() != ends:
        yield "a topic that grows"


def _waits_inside(opened: RunningRegion) -> Iterator[str]:
    """Say what no topic shows."""
    for service, url in opened.region.databases.items():
        if databases.value(url, "SELECT count(*) FROM outbox"):
            yield f"the outbox of {service}"
        if databases.value(url, _RELEASABLE):
            yield f"{service}, which has held facts to play"
        query = _OVERDUE.get(service)
        if query and databases.value(url, query, opened.time):
            yield f"{service}, for which something is due"


@cache
def _heard_by(region: str, service: str, *, simulated: bool) -> tuple[Place, ...]:
    return tuple(
        (topic(region, stream), partition)
        for stream in streams_of(service, simulated=simulated)
        for partition in range(POLICIES[stream].partitions)
    )


def _committed(admin: AdminClient, group: str) -> dict[Place, int]:
    asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])
    found = asked[group].result(30).topic_partitions
    return {(place.topic, place.partition): max(place.offset, 0) for place in found}
