"""Announcing a programme's stage in a region, and seeing that all five services obey it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg
from confluent_kafka import Producer

from deploy.local.errors import StackError
from shared.contracts.cloudevents import structured
from shared.contracts.envelope import Envelope
from shared.contracts.operations import StageChanged, StageName
from shared.contracts.streams import Stream, topic
from shared.ids import uuid7
from shared.runtime.kafka_access import KafkaAccess

NEXT: Final[Mapping[StageName, StageName]] = {"off": "shadow", "shadow": "canary", "canary": "live"}
RANK: Final[Sequence[StageName]] = ("off", "shadow", "canary", "live")
"""How far a stage opens a programme; ``paused`` is beside them, and goes back to where it was."""


NOT_THERE_YET: Final = (
    asyncpg.UndefinedTableError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidPasswordError,
)
"""What PostgreSQL says of tables, a database or a role that an apply has yet to make: one that was
cut short may have noted a password that nobody knows yet."""


class NotObeyed(StackError):
    """A service has not taken up a stage in time; says which."""


def announce(kafka: KafkaAccess, region: str, change: StageChanged) -> None:
    """Publish a stage and wait until Kafka has it. Raises ``StackError`` if it does not."""
    envelope = Envelope(
        id=str(uuid7()),
        source="/inroads/operations",
        type=StageChanged.TYPE,
        time=datetime.now(UTC).isoformat(),
    )
    producer = Producer({**kafka.librdkafka(), "acks": "all", "log_level": 2})
    value = structured(envelope, change.model_dump(mode="json"))
    producer.produce(topic(region, Stream.ROLLOUT), value, change.programme)
    if producer.flush(20):
        raise StackError(f"Kafka did not take the stage within 20 seconds. Is {region} reachable?")


async def stages_in(database: str) -> dict[str, str]:
    """Return the stages that a service obeys, by programme. Raises what asyncpg raises."""
    connection = await asyncpg.connect(database, timeout=5)
    try:
        rows = await connection.fetch("SELECT programme, stage FROM stage")
    finally:
        await connection.close()
    return {row["programme"]: row["stage"] for row in rows}


async def all_obey(databases: Mapping[str, str], programme: str, stage: str) -> bool:
    """Whether every service has this stage now; one without tables or database has none."""
    try:
        stages = await asyncio.gather(*map(stages_in, databases.values()))
    except NOT_THERE_YET:
        return False
    return bool(stages) and all(known.get(programme) == stage for known in stages)


async def wait_until_obeyed(
    databases: Mapping[str, str], programme: str, stage: str, within: float
) -> float:
    """Return the seconds that it took until every service obeys; raises ``NotObeyed``."""
    began = time.monotonic()
    waiting = dict(databases)
    while True:
        stages = await asyncio.gather(*(stages_in(url) for url in waiting.values()))
        waiting = {
            service: databases[service]
            for service, known in zip(waiting, stages, strict=True)
            if known.get(programme, "off") != stage
        }
        if not waiting:
            return time.monotonic() - began
        if time.monotonic() - began > within:
            raise NotObeyed(
                f"{', '.join(waiting)} did not take up {programme} {stage} within {within:.0f} "
                "seconds. Nothing is lost: it takes it up when it runs again. Look at "
                "'./inroads region verify'."
            )
        await asyncio.sleep(0.1)
