"""A region's topics and databases on servers that are spoken to in the clear."""

import asyncio
from collections.abc import Callable

import asyncpg
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import databases
from deploy.local.errors import StackError
from deploy.local.region import SERVICES
from deploy.rollout.cell import Cell
from deploy.rollout.change import Change
from deploy.rollout.servers import KAFKA_LOGIN, Servers
from shared.contracts.streams import StreamPolicy
from shared.runtime.topics import create_topics, topics_of


def plain_changes(cell: Cell, servers: Servers) -> list[Change]:
    """Compare, and change nothing. Raises ``StackError`` if a server does not answer."""
    return [
        *topic_changes(cell.code, _topics_at(servers.kafka)),
        *asyncio.run(_databases(cell.code, servers.database)),
    ]


def provide_plain(cell: Cell, servers: Servers, tell: Callable[[str], None]) -> None:
    """Make what is missing; what is there is left alone."""
    made = asyncio.run(create_topics(servers.administrator, cell.code, SERVICES))
    tell(f"Topics: {len(made)} created.")
    urls = {
        service: databases.create_database(servers.database, f"{cell.code}_{service}")
        for service in SERVICES
    }
    cell.write(cell.databases_file.name, urls)
    tell("Databases: one for each service, each with a role of its own.")


def topic_changes(region: str, existing: set[str]) -> list[Change]:
    """Return the topics that would be created, with what is kept in them."""
    return [
        Change("topic", name, f"create, {policy.partitions} partitions, {_kept_for(policy)}")
        for name, policy in topics_of(region, SERVICES).items()
        if name not in existing
    ]


def _topics_at(kafka: str) -> set[str]:
    admin = AdminClient({"bootstrap.servers": kafka, "log_level": 2})
    try:
        return set(admin.list_topics(timeout=10).topics)
    except KafkaException as error:
        raise StackError(
            f"Kafka at {kafka} does not answer in the clear. Start it or name another; if it is a "
            f"secured one, name its administrator's login in {KAFKA_LOGIN}."
        ) from error


def _kept_for(policy: StreamPolicy) -> str:
    days = policy.retention_days
    return "newest per key" if days is None else f"kept {days} days"


async def _databases(region: str, admin_url: str) -> list[Change]:
    try:
        connection = await asyncpg.connect(admin_url, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        raise StackError("PostgreSQL does not answer. Start it or name another.") from error
    try:
        rows = await connection.fetch("SELECT datname FROM pg_database")
    finally:
        await connection.close()
    existing = {row[0] for row in rows}
    return [
        Change("database", f"{region}_{service}", "create, with a role of its own")
        for service in SERVICES
        if f"{region}_{service}" not in existing
    ]
