"""librdkafka as tests use it: it keeps trying, and says nothing of connections that come and go."""

from typing import Any

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

_QUIET = {"log_level": 2, "log.connection.close": False}


def admin_of(kafka: str) -> AdminClient:
    return AdminClient({"bootstrap.servers": kafka, **_QUIET})


def producer_to(kafka: str, **settings: object) -> Producer:
    return Producer({"bootstrap.servers": kafka, **_QUIET, **_dotted(settings)})


def consumer_of(kafka: str, group: str, **settings: object) -> Consumer:
    """A consumer that commits nothing and is told what to read."""
    return Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": group,
            "enable.auto.commit": False,
            "fetch.wait.max.ms": 20,
            **_QUIET,
            **_dotted(settings),
        }
    )


def _dotted(settings: dict[str, object]) -> dict[str, Any]:
    return {name.replace("_", "."): value for name, value in settings.items()}
