"""Everything that a Kafka user could try, really tried, and what Kafka answered."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.api import Request
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from confluent_kafka import (
    ConsumerGroupTopicPartitions,
    KafkaError,
    KafkaException,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourceType,
)

from shared.runtime.kafka_access import KafkaAccess

ALLOWED, REFUSED = "allowed", "refused"
_PATIENCE = 20.0
_WAIT_MS = 5000
_REFUSALS = (
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
)
_QUIET = {"log_level": 0, "log.connection.close": False}

Answers = dict[tuple[str, str], str]
"""By thing and verb."""
TOPIC_VERBS = ("write", "read", "describe", "delete", "extend", "see settings", "change settings")


def try_topics(kafka: KafkaAccess, topics: Iterable[str]) -> Answers:
    """Try every verb on every topic. Each must hold a record already, on its first partition."""
    topics = tuple(topics)
    admin = AdminClient(kafka.librdkafka() | _QUIET)
    verbs: dict[str, Callable[[], Mapping[str, str]]] = {
        "read": lambda: asyncio.run(_ask(kafka, lambda: _fetch(topics))),
        "write": lambda: send(kafka, topics),
        "describe": lambda: _said(admin.describe_topics(TopicCollection(list(topics)))),
        "delete": lambda: _said(admin.delete_topics(list(topics))),
        "extend": lambda: _said(admin.create_partitions([NewPartitions(t, 9) for t in topics])),
        "see settings": lambda: _said(admin.describe_configs(_resources(topics))),
        "change settings": lambda: _said(
            admin.incremental_alter_configs(_resources(topics, retention="1000"))
        ),
    }
    assert set(verbs) == set(TOPIC_VERBS)
    return {(t, verb): said for verb, do in verbs.items() for t, said in do().items()}


def try_groups(kafka: KafkaAccess, groups: Iterable[str], readable: str) -> Answers:
    """Try to commit an offset in each group, for a topic that the user may read."""
    admin = AdminClient(kafka.librdkafka() | _QUIET)
    place = TopicPartition(readable, 0, 0)
    answers: Answers = {}
    for group in groups:
        (asked,) = admin.alter_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(group, [place])]
        ).values()
        answers[group, "commit"] = _of(asked)
    return answers


def send(kafka: KafkaAccess, topics: Iterable[str]) -> Mapping[str, str]:
    """Send one record to each topic's first partition; return how Kafka took them."""
    return asyncio.run(_ask(kafka, lambda: _produce(topics)))


def _produce(topics: Iterable[str]) -> Request:
    batch = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1000)
    batch.append(0, None, b"k", b"{}", [])
    record = bytes(batch.build())
    return ProduceRequest(None, -1, _WAIT_MS, [(topic, [(0, record)]) for topic in topics])


def _fetch(topics: Iterable[str]) -> Request:
    return FetchRequest(_WAIT_MS, 1, 1_000_000, 0, [(topic, [(0, 0, 1000)]) for topic in topics])


async def _ask(kafka: KafkaAccess, make: Callable[[], Request]) -> dict[str, str]:
    """Send a bare request: a client asks for a topic's whereabouts first, and gives up there."""
    client = AIOKafkaClient(**kafka.client())
    await client.bootstrap()
    try:
        answer = await client.send(client.get_random_node(), make())
    finally:
        await client.close()
    return {topic: _code(partition[1]) for topic, (partition,) in answer.topics}


def _code(code: int) -> str:
    return ALLOWED if code == 0 else _named(KafkaError(code))


def _resources(topics: Iterable[str], retention: str = "") -> list[ConfigResource]:
    change = [
        ConfigEntry("retention.ms", retention, incremental_operation=AlterConfigOpType.SET)
    ] * bool(retention)
    return [ConfigResource(ResourceType.TOPIC, t, incremental_configs=change) for t in topics]


def _said(asked: Mapping[Any, "Future[Any]"]) -> Mapping[str, str]:
    return {getattr(about, "name", about): _of(future) for about, future in asked.items()}


def _of(future: "Future[Any]") -> str:
    try:
        future.result(_PATIENCE)
    except KafkaException as error:
        return _named(error.args[0])
    return ALLOWED


def _named(error: KafkaError | None) -> str:
    if error is None:
        return ALLOWED
    return REFUSED if error.code() in _REFUSALS else str(error)
