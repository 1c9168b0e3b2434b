"""Services that are asked to end finish what is in flight, in time, and leave no copies."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.checker import judge
from tests.support.processes import end_all_gracefully, start_all
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.settling import settle
from tests.support.workload import Workload


@pytest.mark.slow
def test_services_that_are_asked_to_end_do_so_in_time_and_without_copies(
    faults: RunningRegion,
) -> None:
    settle(faults)
    before = faults.log()
    with ThreadPoolExecutor(1) as pool:
        with watching_receipts(faults.region.kafka, faults.code) as receipts:
            sending = pool.submit(_send_slices, faults)
            receipts.wait_for_any()
        slowest = end_all_gracefully(faults)
        sent = sending.result()
    stopped = faults.log()
    answered = len(stopped.on("receipts")) - len(before.on("receipts"))
    assert slowest <= 15
    assert 0 < answered < sent, "nothing was in flight: this run proves nothing"
    start_all(faults)
    settle(faults)
    assert faults.log().copies == before.copies
    assert judge(faults) == []


def _send_slices(faults: RunningRegion) -> int:
    """Send for some seconds; return how many distinct events that were."""
    before = len(faults.expected.events)
    workload = Workload(faults.expected)
    for _ in range(5):
        faults.submit(*workload.next_slice())
        time.sleep(0.15)
    return len(faults.expected.events) - before
