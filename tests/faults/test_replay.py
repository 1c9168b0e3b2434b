"""A consumer group that reads everything again from the beginning changes nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from confluent_kafka import KafkaError, KafkaException

from tests.support import databases
from tests.support.checker import judge
from tests.support.kafka import admin_of
from tests.support.processes import end_all_gracefully, end_gracefully, start, start_all
from tests.support.regions import RunningRegion
from tests.support.settling import settle, settle_after_deadlines, wait_until
from tests.support.workload import Workload


@pytest.mark.slow
def test_replaying_every_topic_from_zero_has_no_effect(faults: RunningRegion) -> None:
    faults.submit(*Workload(faults.expected).next_slice(confirm_in=timedelta(seconds=2)))
    settle_after_deadlines(faults)
    end_gracefully(faults.region.servers["reporting"])
    start(faults, "reporting")  # which is when it announces the figures that have changed
    settle(faults)
    end_all_gracefully(faults)
    records, memory = _records(faults), _memory(faults)
    assert records["receipts"] >= 20
    for service in faults.services:
        _forget_offsets(faults, service)
    start_all(faults)
    settle(faults)
    end_all_gracefully(faults)
    assert _records(faults) == records
    assert _memory(faults) == memory
    assert judge(faults) == []


def _records(faults: RunningRegion) -> Counter[str]:
    """How many records each stream holds, copies included."""
    log = faults.log()
    return Counter(record.topic.removeprefix(f"{faults.code}.") for record in log.records)


def _memory(faults: RunningRegion) -> dict[str, str]:
    """What every table of every service holds, as one digest each, and how much mail went out."""
    digests = {"mail": str(faults.mail.taken)}
    for service, url in faults.region.databases.items():
        tables = databases.rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in (table["tablename"] for table in tables):
            digests[f"{service}.{name}"] = databases.value(
                url,
                f"SELECT count(*) || md5(coalesce(string_agg(t::text, '' ORDER BY t::text), ''))"
                f" FROM {name} AS t",
            )
    return digests


def _forget_offsets(faults: RunningRegion, service: str) -> None:
    """Delete the consumer group, as soon as Kafka has noticed that its member is gone."""
    admin = admin_of(faults.region.kafka)
    group = f"{faults.code}.{service}"

    def is_deleted() -> bool:
        try:
            admin.delete_consumer_groups([group])[group].result(10)
        except KafkaException as refusal:
            if refusal.args[0].code() == KafkaError.GROUP_ID_NOT_FOUND:
                return True
            if refusal.args[0].code() != KafkaError.NON_EMPTY_GROUP:
                raise
            return False
        return True

    wait_until(is_deleted, f"the group {group} is deleted")
