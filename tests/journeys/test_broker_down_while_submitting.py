"""Kafka is down while advisers submit: their systems keep trying, and all are answered."""

import time

from deploy.local.stack import Stack
from tests.support.checker import judge
from tests.support.regions import RunningRegion
from tests.support.settling import settle
from tests.support.workload import BOROUGHS, a_referral


def test_referrals_that_are_submitted_while_the_broker_is_down_are_answered_when_it_is_back(
    own_stack: Stack, crash_region: RunningRegion
) -> None:
    settle(crash_region)
    kafka, sender = own_stack.kafka_process, crash_region.sender
    assert kafka is not None
    events = [
        crash_region.expected.add(
            a_referral(f"while-down-{number}", BOROUGHS[number]), "referral_accepted"
        )
        for number in range(20)
    ]
    acknowledged = sender.acknowledged
    kafka.kill()
    for event in events:
        sender.send(crash_region.inbound, event)
    time.sleep(1)
    assert sender.acknowledged == acknowledged, "the broker was not down"
    kafka.start()
    sender.flush()
    settle(crash_region)
    answered = {record.data["event_id"] for record in crash_region.log().distinct("receipts")}
    assert {event.id for event in events} <= answered
    assert judge(crash_region) == []
