"""What must stand in one place stands in one place, and what decides is pure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.repository import (
    ROOT,
    SERVICES,
    called,
    calls,
    imported,
    python_files,
    shown,
    tree,
)

CONSUMER, RELAY = "shared/runtime/consumer.py", "shared/runtime/relay.py"
OFFSETS = "shared/runtime/offsets.py"
ACCESS = "shared/runtime/kafka_access.py"
TOPICS, MIGRATIONS = "shared/runtime/topics.py", "shared/store/migrations.py"
SIMULATED_TIME = "shared/runtime/simulated_time.py"
"""Looks at the last tick of a demonstration's clock, in no group: nothing to acknowledge."""
RUNNING = tuple(f for f in python_files("shared", "services") if "testing" not in f.parts)
"""What runs in service. `deploy` and `tests` send and read as anybody outside does; the simulation
in `shared/testing` has a log of its own."""

PURE_ROOMS = (
    "domain",
    "handlers",
    "publishes.py",
    "publishes_schools.py",
    "publishes_supply.py",
    "subscribes.py",
)
PURE = tuple(
    file
    for file in python_files("services")
    if file.relative_to(ROOT).parts[2] in PURE_ROOMS and file.relative_to(ROOT).parts[1] in SERVICES
)
ASKS_THE_TIME = {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns", "sleep"}
DRAWS = {"uuid1", "uuid4", "uuid6", "uuid7", "random_bits", "SystemIds", "urandom"}
OUTSIDE_WORLD = {"asyncio", "logging", "os", "random", "secrets", "socket", "structlog", "time"}


def mentions(file: Path, *names: str) -> bool:
    """Whether a file uses one of these names: imported, called, or given as a keyword."""
    used = (
        getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        for node in ast.walk(tree(file))
    )
    last_words = {name.rpartition(".")[2] for name in imported(file)}
    return bool({*names} & ({*used} | last_words))


def where(*names: str) -> list[str]:
    return [shown(file) for file in RUNNING if mentions(file, *names)]


def where_called(name: str) -> list[str]:
    return [
        shown(file)
        for file in RUNNING
        if any(called(call).rpartition(".")[2] == name for call in calls(file))
    ]


def test_one_place_sets_the_acknowledgement_policy() -> None:
    assert where("AckPolicy", "ack_policy", "ACK_FIRST", "NACK_ON_ERROR") == [CONSUMER]


def test_the_policy_is_manual() -> None:
    policies = [
        ast.unparse(keyword.value)
        for call in calls(ROOT / CONSUMER)
        for keyword in call.keywords
        if keyword.arg == "ack_policy"
    ]
    assert policies == ["AckPolicy.MANUAL"]


def test_one_place_commits_offsets_and_nothing_commits_a_session() -> None:
    assert where_called("commit") == [OFFSETS, MIGRATIONS]
    assert where_called("ack") == where_called("nack") == []


def test_one_place_consumes() -> None:
    assert where("KafkaBroker", "AIOKafkaConsumer") == [CONSUMER, SIMULATED_TIME]


def test_one_place_publishes() -> None:
    assert where("AIOKafkaProducer", "KafkaPublisher") == [RELAY]
    assert where_called("publish") == where_called("publisher") == []
    assert where_called("send") == where_called("send_and_wait") == []
    assert where_called("send_batch") == [RELAY]


def test_only_the_edges_import_a_kafka_client() -> None:
    clients = ("aiokafka", "faststream", "confluent_kafka")
    everywhere = python_files("shared", "services")
    found = [f for f in everywhere if any(i.split(".")[0] in clients for i in imported(f))]
    edges = [CONSUMER, ACCESS, OFFSETS, RELAY, SIMULATED_TIME, TOPICS]
    assert [shown(file) for file in found] == edges


def impure(file: Path) -> Iterator[str]:
    """What a file does that a pure one may not."""
    for name in imported(file):
        if name.split(".")[0] in OUTSIDE_WORLD or name.rpartition(".")[2] in DRAWS:
            yield f"imports {name}"
        if name.startswith("shared.clock"):
            yield f"imports {name}; the time comes in as an argument"
    for call in calls(file):
        if called(call).rpartition(".")[2] in ASKS_THE_TIME | DRAWS | {"open"}:
            yield f"line {call.lineno}: calls {called(call)}"
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.Global):
            yield f"line {node.lineno}: {type(node).__name__}"


@pytest.mark.parametrize("file", PURE, ids=lambda file: "/".join(file.parts[-3:]))
def test_what_decides_is_pure(file: Path) -> None:
    assert list(impure(file)) == []


def test_there_is_something_pure_in_every_service() -> None:
    assert {file.relative_to(ROOT).parts[1] for file in PURE} == set(SERVICES)
