"""Two hops at a steady rate: a sender's referral to the waiting list, through two services."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from deploy.demo.cast import jobseekers
from deploy.demo.submissions import Desk
from deploy.local.region import Region, RegionSettings, open_region
from deploy.local.stack import Stack
from shared.clock import SystemClock
from shared.contracts.streams import POLICIES, Stream, topic

WARM_UP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from a sender's event to the second service's fact, at a steady rate."""

    per_second: int
    events: int
    p50_ms: float
    p90_ms: float
    p99_ms: float


def measure_latency(stack: Stack, folder: Path, per_second: int, seconds: int) -> Latency:
    """Run two services and a sender; return the percentiles. Every event must arrive."""
    settings = RegionSettings(code=f"lat{int(time.time()) % 1_000_000}")
    with open_region(stack, folder, settings, ("referrals", "matching")) as region:
        return asyncio.run(_run(region, per_second, seconds))


async def _run(region: Region, per_second: int, seconds: int) -> Latency:
    producer = AIOKafkaProducer(bootstrap_servers=region.kafka, enable_idempotence=True)
    await producer.start()
    desk = Desk(region.code)
    _, stage = desk.stage("live", SystemClock().now())
    await producer.send_and_wait(topic(region.code, Stream.ROLLOUT), stage, key=b"p7k2")
    sent: dict[str, float] = {}
    listening = asyncio.create_task(_listen(region, per_second * (seconds + WARM_UP_SECONDS)))
    await asyncio.sleep(1)
    await _send_steadily(producer, region, desk, sent, per_second, seconds + WARM_UP_SECONDS)
    arrived = await asyncio.wait_for(listening, 60)
    await producer.stop()
    warm = list(sent)[per_second * WARM_UP_SECONDS :]
    took = sorted((arrived[event] - sent[event]) * 1000 for event in warm)
    at = [took[int(len(took) * share)] for share in (0.5, 0.9, 0.99)]
    return Latency(per_second, len(took), *at)


async def _send_steadily(
    producer: AIOKafkaProducer,
    region: Region,
    desk: Desk,
    sent: dict[str, float],
    per_second: int,
    seconds: int,
) -> None:
    people = [p for p in jobseekers(per_second * seconds * 2, 7) if p.role == "work_coach"]
    name, began = topic(region.code, Stream.INBOUND), time.perf_counter()
    for n, person in enumerate(people[: per_second * seconds]):
        key, value = desk.referral(person, SystemClock().now())
        document = orjson.loads(value)
        document["data"]["characteristics"]["ethnic_minority"] = True
        pause = began + n / per_second - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        sent[desk.last_id] = time.perf_counter()
        await producer.send(name, orjson.dumps(document), key=key)
    await producer.flush()


async def _listen(region: Region, count: int) -> dict[str, float]:
    consumer = AIOKafkaConsumer(bootstrap_servers=region.kafka, auto_offset_reset="earliest")
    await consumer.start()
    name = topic(region.code, Stream.WAITING)
    consumer.assign([TopicPartition(name, p) for p in range(POLICIES[Stream.WAITING].partitions)])
    arrived: dict[str, float] = {}
    while len(arrived) < count:
        batches = await consumer.getmany(timeout_ms=200)
        now = time.perf_counter()
        for record in (record for batch in batches.values() for record in batch):
            arrived[dict(record.headers)["ce_correlationid"].decode()] = now
    await consumer.stop()
    return arrived
