from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from shared.observability.health import Health


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def health(seconds: Seconds) -> Health:
    health = Health(poll_limit=10, answer_limit=20, seconds=seconds)
    health.polled()
    health.assigned(3)
    health.relay_is("leader")
    health.database_answered()
    health.kafka_answered()
    return health


def test_a_service_that_just_started_is_alive_but_not_ready(seconds: Seconds) -> None:
    fresh = Health(poll_limit=10, seconds=seconds)
    assert (fresh.live, fresh.ready) == (True, False)
    seconds.now += 10.1
    assert not fresh.live


def test_a_service_with_all_its_parts_is_ready(health: Health) -> None:
    assert (health.live, health.ready) == (True, True)
    health.relay_is("standby")
    health.assigned(0)
    assert health.ready


@pytest.mark.parametrize(
    "lose",
    [
        lambda health: health.assigned(None),
        lambda health: health.relay_is(None),
        lambda health: health.database_failed(),
        lambda health: health.kafka_failed(),
        lambda health: health.stopping(),
    ],
)
def test_losing_any_part_makes_it_unready_but_not_dead(
    health: Health, lose: Callable[[Health], None]
) -> None:
    lose(health)
    assert (health.live, health.ready) == (True, False)


def test_a_consumer_that_stops_polling_is_dead(health: Health, seconds: Seconds) -> None:
    seconds.now += 10
    assert health.live
    seconds.now += 0.1
    assert (health.live, health.ready) == (False, False)
    health.polled()
    assert (health.live, health.ready) == (True, True)


def test_a_database_that_was_not_asked_for_long_is_unknown(
    health: Health, seconds: Seconds
) -> None:
    for _ in range(3):
        seconds.now += 7
        health.polled()
        health.kafka_answered()
    assert (health.live, health.ready) == (True, False)
    health.database_answered()
    assert health.ready


def test_an_outage_of_the_brokers_makes_nobody_dead_however_long_it_lasts(
    health: Health, seconds: Seconds
) -> None:
    health.kafka_failed()
    seconds.now += 3600
    assert (health.live, health.ready) == (True, False)
    health.kafka_answered()
    health.database_answered()
    assert health.ready, "the consumer has not had the time to poll again"
    seconds.now += 10.1
    health.kafka_answered()
    assert not health.live, "brokers that answer are no excuse"


def test_a_stopping_service_never_becomes_ready_again(health: Health) -> None:
    health.stopping()
    health.database_answered()
    health.assigned(3)
    assert not health.ready


def test_the_verdict_can_be_written_as_json(health: Health, seconds: Seconds) -> None:
    seconds.now += 1.5
    assert json.loads(json.dumps(health.to_dict())) == {
        "live": True,
        "ready": True,
        "stopping": False,
        "consumer": {"last_poll_age": 1.5, "partitions": 3},
        "relay": "leader",
        "database": True,
        "kafka": True,
    }
