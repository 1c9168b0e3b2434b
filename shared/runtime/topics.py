"""Creating a region's topics: explicitly, so that none has one partition by accident."""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.contracts.streams import POLICIES, Stream, StreamPolicy, topic
from shared.runtime.kafka_access import KafkaAccess

_DAY_MS = 86_400_000


def topics_of(region: str, services: Iterable[str]) -> dict[str, StreamPolicy]:
    """Return every topic of a region with its policy."""
    topics = {
        topic(region, stream): policy
        for stream, policy in POLICIES.items()
        if stream is not Stream.DEAD_LETTERS
    }
    for service in services:
        topics[topic(region, Stream.DEAD_LETTERS, service)] = POLICIES[Stream.DEAD_LETTERS]
    return topics


async def create_topics(kafka: KafkaAccess, region: str, services: Iterable[str]) -> list[str]:
    """Create the topics that do not exist yet and return their names."""
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        wanted = topics_of(region, services)
        missing = [
            NewTopic(name, policy.partitions, 1, topic_configs=configuration_of(policy))
            for name, policy in wanted.items()
            if name not in existing
        ]
        if missing:
            await admin.create_topics(missing)
        return [new.name for new in missing]
    finally:
        await admin.close()


def configuration_of(policy: StreamPolicy) -> dict[str, str]:
    """Return how Kafka keeps a stream: by age, or the newest of each key."""
    if policy.retention_days is None:
        return {"cleanup.policy": "compact"}
    return {"retention.ms": str(policy.retention_days * _DAY_MS)}
