"""Somebody outside with a Kafka client and nothing of ours, over SASL_SSL."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event as Signal
from typing import Any

from confluent_kafka import Consumer, Producer

from deploy.cluster.region_on_cluster import RegionOnCluster
from tests.support.sending import Event
from tests.support.workload import BOROUGHS, a_referral

PATIENCE = 180.0
EVERY_SECONDS = 1.0


def submit(region: RegionOnCluster, *events: Event) -> None:
    _send(Producer(region.servers.sender()), region, *events)


def _send(producer: Producer, region: RegionOnCluster, *events: Event) -> None:
    for event in events:
        producer.produce(f"{region.region}.inbound", event.value, event.key)
    assert producer.flush(60) == 0


def receipts_of(region: RegionOnCluster, events: Sequence[Event]) -> Mapping[str, Any]:
    """How many receipts each of these events has and what they say, by event id."""
    group = {"group.id": f"{region.region}.senders-HCK01", "auto.offset.reset": "earliest"}
    consumer = Consumer(region.servers.sender() | group | {"enable.auto.commit": False})
    consumer.subscribe([f"{region.region}.receipts"])
    found: dict[str, list[str]] = {event.id: [] for event in events}
    deadline = time.monotonic() + PATIENCE
    try:
        while not all(found.values()):
            missing = [name for name, codes in found.items() if not codes]
            assert time.monotonic() < deadline, f"no receipt for {missing}"
            for message in consumer.consume(100, 0.5):
                if not message.error():
                    said = json.loads(message.value() or b"{}")
                    found.get(said["event_id"], []).append(said["code"])
    finally:
        consumer.close()
    return found


@contextmanager
def sending(region: RegionOnCluster, name: str) -> Iterator[list[Event]]:
    """Send a referral a second for as long as the context lasts; the list has those sent."""
    sent: list[Event] = []
    producer, enough = Producer(region.servers.sender()), Signal()

    def go_on() -> None:
        while not enough.wait(EVERY_SECONDS):
            event = a_referral(f"{name}-{len(sent)}", BOROUGHS[1])
            _send(producer, region, event)
            sent.append(event)

    with beside(go_on, enough):
        yield sent
    assert sent


@contextmanager
def beside(work: Callable[[], None], enough: Signal) -> Iterator[None]:
    """Work in a thread until told that it is enough; what goes wrong there is raised here."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        try:
            yield
        finally:
            enough.set()
        done.result()
