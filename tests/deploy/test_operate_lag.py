"""Lag and the age of what is unread, on a real Kafka: told, or said that it cannot be."""

import json
import secrets
from collections.abc import Iterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from confluent_kafka import TopicPartition as Place

from deploy.cli import lag
from deploy.local.listens import streams_of
from deploy.local.stack import Stack
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.lag import StreamLag, lag_of
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import create_topics
from tests.deploy.command import asked
from tests.support.cleaning import drop_topics
from tests.support.kafka import admin_of

MATCHING = ("matching",)


@pytest.fixture
async def region(stack: Stack) -> str:
    """A region's code; its topics are there and empty."""
    code = f"t-{secrets.token_hex(4)}"
    await create_topics(KafkaAccess(stack.kafka), code, MATCHING)
    return code


@pytest.fixture(autouse=True)
def topics_end(stack: Stack, region: str) -> Iterator[None]:
    yield
    drop_topics(stack.kafka, region)


async def write(stack: Stack, name: str, count: int) -> None:
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka) as producer:
        for _ in range(count):
            await producer.send(name, b"x", partition=0)


async def commit(stack: Stack, region: str, name: str, offset: int) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.kafka, group_id=f"{region}.matching", enable_auto_commit=False
    )
    await consumer.start()
    place = TopicPartition(name, 0)
    consumer.assign([place])
    await consumer.commit({place: OffsetAndMetadata(offset, "")})
    await consumer.stop()


async def measured(stack: Stack, region: str) -> dict[str, StreamLag]:
    found = await lag_of(KafkaAccess(stack.kafka), region, MATCHING)
    return {one.stream: one for one in found}


async def test_every_stream_of_a_service_is_looked_at(stack: Stack, region: str) -> None:
    found = await measured(stack, region)
    assert set(found) == set(streams_of("matching"))
    assert {(one.count, one.oldest_seconds, one.why) for one in found.values()} == {(0, None, "")}


async def test_what_is_unread_is_counted_and_has_the_age_of_its_oldest_record(
    stack: Stack, region: str
) -> None:
    name = topic(region, Stream.REFERRALS)
    await write(stack, name, 10)
    before = (await measured(stack, region))[Stream.REFERRALS]
    assert before.count == 10, "a group that never committed has everything before it"
    await commit(stack, region, name, 7)
    after = (await measured(stack, region))[Stream.REFERRALS]
    assert (after.count, after.deleted_unread) == (3, 0)
    assert after.oldest_seconds is not None
    assert before.oldest_seconds is not None
    assert 0 <= before.oldest_seconds < 600


async def test_a_consumer_that_has_read_everything_has_no_lag(stack: Stack, region: str) -> None:
    name = topic(region, Stream.REFERRALS)
    await write(stack, name, 10)
    await commit(stack, region, name, 10)
    found = (await measured(stack, region))[Stream.REFERRALS]
    assert (found.count, found.oldest_seconds) == (0, None)


async def test_what_was_removed_by_age_before_it_was_read_is_said(
    stack: Stack, region: str
) -> None:
    name = topic(region, Stream.REFERRALS)
    await write(stack, name, 10)
    await commit(stack, region, name, 4)
    admin = admin_of(stack.kafka)
    for done in admin.delete_records([Place(name, 0, 6)]).values():
        done.result(30)
    found = (await measured(stack, region))[Stream.REFERRALS]
    assert (found.count, found.deleted_unread) == (4, 2)


async def test_a_missing_topic_is_not_taken_for_no_lag(
    stack: Stack, region: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--region", f"{region}-elsewhere", "--kafka", stack.kafka)
    assert await asked(lag, *where, "--service", "matching") == 2
    said = capsys.readouterr().out
    assert f"there is no topic {region}-elsewhere.referrals" in said


async def test_a_kafka_that_is_not_there_cannot_tell(
    region: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CannotTell, match=r"127\.0\.0\.1:9 does not let us in"):
        await lag_of(KafkaAccess("127.0.0.1:9"), region)
    assert await asked(lag, "--region", region, "--kafka", "127.0.0.1:9", "--at-most", 5) == 2
    assert "Check that it runs there" in capsys.readouterr().err


async def test_the_command_fails_when_more_is_unread_than_may_be(
    stack: Stack, region: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await write(stack, topic(region, Stream.REFERRALS), 10)
    where = ("--region", region, "--kafka", stack.kafka, "--service", "matching")
    assert await asked(lag, *where, "--at-most", 10, "--older-than", "1h") == 0
    assert await asked(lag, *where, "--at-most", 9) == 1
    assert "10 unread: beyond the limit." in capsys.readouterr().out
    assert await asked(lag, *where, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    (row,) = [row for row in said["rows"] if row["stream"] == "referrals"]
    assert (said["outcome"], row["service"], row["count"]) == ("fine", "matching", 10)
