"""What must be true of a region when nothing moves any more; says what is not.

Judged from outside: from what senders sent, from every byte of every topic, from the databases and
from the mail that arrived. The names follow Jepsen's for Kafka where it has one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from shared.contracts.streams import POLICIES, Stream
from tests.support import databases
from tests.support.agreement import what_matching_should_know, what_others_should_know
from tests.support.event_log import EventLog, LoggedEvent
from tests.support.figures import what_reporting_should_know
from tests.support.regions import RunningRegion
from tests.support.settling import settle
from tests.support.workload import Expected

_FROM_OUTSIDE = {Stream.INBOUND.value, Stream.ROLLOUT.value, Stream.CLOCK.value}


def judge(opened: RunningRegion) -> list[str]:
    """Return every violation, each in a sentence; an empty list means that all is well.

    Log and tables cannot be read at one moment, and a letter may go out in between: what is found
    is looked at again, and only what is still wrong then is a violation.
    """
    if not list(_violations(opened)):
        return []
    settle(opened)
    return list(_violations(opened))


def _violations(opened: RunningRegion) -> Iterator[str]:
    log = opened.log()
    yield from [
        *receipts(log, opened.expected),
        *same_id_same_bytes(log),
        *sequences(log),
        *effects(log),
        *dead_letters(opened, log),
        *left_over(opened),
        *what_matching_should_know(opened, log),
        *what_others_should_know(opened, log),
        *what_reporting_should_know(opened, log),
    ]


def receipts(log: EventLog, expected: Expected) -> Iterator[str]:
    """Exactly one receipt for each distinct event, with a verdict that it may have; no others."""
    answers: dict[tuple[str, str], list[str]] = defaultdict(list)
    quarantined: list[str] = []
    for said in (record.data for record in log.distinct(Stream.RECEIPTS)):
        if said["event_id"] is None:
            quarantined.append(said["receipt_id"])
        else:
            answers[said["event_source"], said["event_id"]].append(said["code"])
    for event in answers.keys() | expected.codes.keys():
        allowed, got = expected.codes.get(event, frozenset()), answers.get(event, [])
        if len(got) != 1 or got[0] not in allowed:
            yield f"receipts: {event} was answered {got}; it may be {sorted(allowed)}, once"
    if not len(quarantined) == len(set(quarantined)) == len(expected.quarantined):
        yield (
            f"receipts: {len(quarantined)} for {len(expected.quarantined)} distinct records that"
            " name no event"
        )


def same_id_same_bytes(log: EventLog) -> Iterator[str]:
    """Copies of an event are equal to the last byte, and stand on the same partition."""
    first: dict[str, LoggedEvent] = {}
    for record in _ours(log):
        known = first.setdefault(record.id, record)
        if _content(known) != _content(record):
            yield f"inconsistent: two events of different content have the id {record.id}"


def sequences(log: EventLog) -> Iterator[str]:
    """On an ordered stream the facts of a key count 1, 2, 3, ... in the order of the log."""
    for stream, policy in POLICIES.items():
        if not policy.ordered:
            continue
        last: Counter[bytes | None] = Counter()
        for record in log.distinct(stream):
            number = record.attribute("sequence")
            if not number:
                continue  # published by a test, not by a service
            last[record.key] += 1
            if int(number) != last[record.key]:
                yield (
                    f"order: {record.topic} {record.key!r} has sequence {number} where"
                    f" {last[record.key]} should stand"
                )


def effects(log: EventLog) -> Iterator[str]:
    """One cause has each effect once: two ids for the same fact mean it was applied twice."""
    seen: dict[tuple[str, ...], str] = {}
    for record in _ours(log):
        cause = record.attribute("causationid")
        if cause and record.type != "inroads.person.shared.v1":  # sealed anew each time
            effect = (record.topic, cause, record.type, (record.value or b"").hex())
            if seen.setdefault(effect, record.id) != record.id:
                yield f"applied twice: {record.type} on {record.topic}, caused by {cause}"


def dead_letters(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """What a service could not read or apply is announced once; its bytes can be had back."""
    for service in opened.services:
        kept = Counter(original for _, original in originals(opened, log, service))
        wanted = opened.expected.dead_letters[service]
        for value in wanted.keys() | kept.keys():
            if kept[value] != wanted[value]:
                yield (
                    f"dead letters: {service} has {kept[value]} instead of {wanted[value]}"
                    f" for {value[:60]!r}"
                )


def originals(
    opened: RunningRegion, log: EventLog, service: str
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each dead letter of a service, and the bytes that it keeps, opened as an operator would."""
    keyring = opened.region.keyring()
    for record in log.distinct(f"{service}.{Stream.DEAD_LETTERS}"):
        said = record.data
        identity = UUID(said["dead_letter_id"])
        sealed = said["sealed_bytes"] or databases.value(
            opened.region.databases[service],
            "SELECT value FROM held WHERE delivery_id = %s",
            identity,
        )
        yield said, keyring.open_text("evidence", sealed, bound_to=identity.bytes)


def left_over(opened: RunningRegion) -> Iterator[str]:
    """Nothing waits to be sent, and nothing is held but for an operator."""
    for service, url in opened.region.databases.items():
        if unsent := databases.value(url, "SELECT count(*) FROM outbox"):
            yield f"unsent: {unsent} rows in the outbox of {service}"
        if held := databases.value(url, "SELECT count(*) FROM held WHERE waits_for = 'stage'"):
            yield f"parked: {held} facts of {service} still wait for a stage"


def _ours(log: EventLog) -> Iterable[LoggedEvent]:
    """What our services published."""
    outside = {f"{log.region}.{stream}" for stream in _FROM_OUTSIDE}
    return (r for r in log.records if r.topic not in outside and r.attribute("source"))


def _content(record: LoggedEvent) -> tuple[object, ...]:
    return record.topic, record.partition, record.key, record.value, record.headers
