"""Sending rows to a region, and reading what it answers: what any sender may do, and no more."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from deploy.local.errors import StackError
from services.referrals.files.rows import RowEvent
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess

_TAKES_WITHIN: Final = 30
"""Seconds that Kafka gets to take all rows."""

_ALL_AT_ONCE: Final = {"queue.buffering.max.messages": 0}
"""No limit: all rows are in memory already."""

_QUIET: Final = {"log_level": 2, "log.connection.close": False}


def send_rows(kafka: KafkaAccess, region: str, rows: Sequence[RowEvent]) -> None:
    """Return when Kafka has all of these. Raises ``StackError`` if it does not take one."""
    refused: list[str] = []

    def answered(error: KafkaError | None, _message: Message) -> None:
        if error is not None:
            refused.append(error.name())

    producer = Producer(
        {**kafka.librdkafka(), **_QUIET, "acks": "all", "enable.idempotence": True, **_ALL_AT_ONCE}
    )
    for row in rows:
        where = topic(region, Stream.INBOUND)
        producer.produce(where, row.value, row.key or None, on_delivery=answered)
        producer.poll(0)
    left = producer.flush(_TAKES_WITHIN)
    if left or refused:
        raise StackError(
            f"Kafka did not take {left + len(refused)} of {len(rows)} rows"
            f" ({', '.join(sorted(set(refused))) or 'no answer'}). Check the address, the user and"
            " the region; then send the same file again: what was taken counts once."
        )


def receipts_of(
    kafka: KafkaAccess, region: str, sender: str, ids: set[str], within: float
) -> dict[str, Mapping[str, Any]]:
    """Return the receipts of these events of a sender, by the event's id, also earlier ones.

    All receipts that the region keeps are read; after ``within`` seconds without a new one of
    these, those that are missing are left out.
    """
    found: dict[str, Mapping[str, Any]] = {}
    consumer = _reader(kafka, region)
    deadline = time.monotonic() + within
    try:
        while len(found) < len(ids) and time.monotonic() < deadline:
            new = dict(_answers(consumer.consume(500, 0.2), sender, ids))
            if new.keys() - found.keys():
                deadline = time.monotonic() + within
            found = new | found
    finally:
        consumer.close()
    return found


def _reader(kafka: KafkaAccess, region: str) -> Consumer:
    consumer = Consumer(
        {
            **kafka.librdkafka(),
            **_QUIET,
            "group.id": f"{region}.senders",  # it takes no part in it: nothing is committed
            "enable.auto.commit": False,
        }
    )
    name = topic(region, Stream.RECEIPTS)
    try:
        partitions = consumer.list_topics(name, 10).topics[name].partitions
    except KafkaException as error:
        consumer.close()
        raise StackError(f"Kafka does not answer ({error.args[0].name()}).") from None
    consumer.assign([TopicPartition(name, number, 0) for number in partitions])
    return consumer


def _answers(
    messages: Sequence[Message], sender: str, ids: set[str]
) -> list[tuple[str, Mapping[str, Any]]]:
    said = [orjson.loads(m.value() or b"{}") for m in messages if not m.error()]
    return [
        (receipt["event_id"], receipt)
        for receipt in said
        if receipt.get("event_source") == sender and receipt.get("event_id") in ids
    ]
