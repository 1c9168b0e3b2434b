"""The simulated log behaves like a broker wherever a service could tell the difference."""

from random import Random

from shared.testing.simulated_consumer import SimulatedConsumer
from shared.testing.simulated_log import LogRecord, SimulatedLog

TOPIC = "north.referrals"


def filled(count: int = 20) -> SimulatedLog:
    log = SimulatedLog()
    for number in range(count):
        log.append(TOPIC, b"key%d" % (number % 5), b"%d" % number, ())
    return log


def read_all(consumer: SimulatedConsumer) -> list[LogRecord]:
    records: list[LogRecord] = []
    while batch := consumer.fetch(3):
        records += batch
    return records


def test_records_of_one_key_are_in_one_partition_and_in_order() -> None:
    log = filled()
    for key in range(5):
        mine = [r for r in log.everything if r.key == b"key%d" % key]
        assert len({r.partition for r in mine}) == 1
        assert [r.offset for r in mine] == sorted(r.offset for r in mine)


def test_offsets_count_up_per_partition_without_gaps() -> None:
    log = filled()
    for place in log.places(TOPIC):
        offsets = [record.offset for record in log.read(place, 0, 100)]
        assert offsets == list(range(log.end(place)))


def test_a_consumer_gets_everything_once_and_in_order_per_partition() -> None:
    log = filled()
    records = read_all(SimulatedConsumer(log, "group", [TOPIC], Random(1)))
    assert sorted(records) == sorted(log.everything)
    for place in log.places(TOPIC):
        offsets = [record.offset for record in records if record.place == place]
        assert offsets == sorted(offsets)


def test_what_was_not_committed_is_read_again_after_a_restart() -> None:
    log = filled()
    consumer = SimulatedConsumer(log, "group", [TOPIC], Random(1))
    first, second = consumer.fetch(5), consumer.fetch(5)
    consumer.done_with(first)
    consumer.commit()
    consumer.done_with(second)
    consumer.start_again()
    again = read_all(consumer)
    assert set(first).isdisjoint(again)
    assert set(second) <= set(again)


def test_a_batch_that_was_taken_back_comes_again() -> None:
    log = filled()
    consumer = SimulatedConsumer(log, "group", [TOPIC], Random(1))
    batch = consumer.fetch(7)
    consumer.rewind(batch)
    assert set(batch) <= set(read_all(consumer))


def test_groups_do_not_see_each_others_positions() -> None:
    log = filled()
    one = SimulatedConsumer(log, "one", [TOPIC], Random(1))
    one.done_with(read_all(one))
    one.commit()
    assert one.lag == 0
    assert SimulatedConsumer(log, "two", [TOPIC], Random(1)).lag == len(log.everything)
