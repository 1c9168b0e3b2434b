"""Kills services at every crash point while events keep coming; asks what became of them."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.local.stack import open_stack
from shared.runtime.crash_points import POINTS
from tests.support import databases
from tests.support.checker import judge
from tests.support.processes import end_gracefully, start, terminate, was_killed
from tests.support.regions import RunningRegion, running_region
from tests.support.settling import settle, settle_after_deadlines, wait_until
from tests.support.workload import Workload

Progress = Callable[[str], None]

_CONSUMER: Final = tuple(
    point for point in POINTS if point.startswith("consumer.") and not point.endswith("after_hold")
)
_RELAY: Final = tuple(point for point in POINTS if point.startswith("relay."))
_COMMAND: Final = ("command.before_commit", "command.after_commit")
_END: Final = ("shutdown.in_flight",)

REACHABLE: Final[Mapping[str, Sequence[str]]] = {
    "referrals": (
        *_CONSUMER,
        "consumer.after_hold",
        "release.after_take",
        "release.after_commit",
        *_RELAY,
        *_END,
    ),
    "matching": (
        *_CONSUMER,
        "wake.before_decide",
        "wake.after_effect",
        "wake.after_commit",
        *_RELAY,
        *_END,
    ),
    "scheduling": (*_CONSUMER, *_RELAY, *_END),
    "notifications": (
        *_CONSUMER,
        "mail.after_intent",
        "mail.before_send",
        "mail.after_send",
        "mail.after_mark",
        *_COMMAND,
        *_RELAY,
        *_END,
    ),
    "reporting": (*_CONSUMER, *_COMMAND, *_RELAY, *_END),
}
"""Where each service can be killed by what happens within a minute on the system's clock."""

EACH_ONCE: Final[Mapping[str, Sequence[str]]] = {
    "referrals": (
        "release.after_take",
        "release.after_commit",
        "consumer.after_hold",
        "consumer.after_commit",
        "relay.after_send",
    ),
    "matching": (
        "wake.before_decide",
        "wake.after_effect",
        "wake.after_commit",
        "consumer.after_effect",
        "relay.after_acknowledge",
    ),
    "scheduling": (
        "relay.after_read",
        "relay.after_delete",
        "consumer.after_inbox",
        "consumer.after_outbox",
        "shutdown.in_flight",
    ),
    "notifications": (
        "mail.after_intent",
        "mail.before_send",
        "mail.after_send",
        "mail.after_mark",
        "command.before_commit",
        "command.after_commit",
    ),
    "reporting": (
        "consumer.after_fetch",
        "consumer.before_transaction",
        "consumer.after_load",
        "consumer.after_decide",
        "consumer.after_offset",
    ),
}
"""Every crash point at one service: the quick run."""

_PACE: Final = 2.0
_PATIENCE: Final = 45.0


@dataclass
class Summary:
    """What was done, and what was found wrong: nothing, if all is well."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(service, point) -> how often the process ended by SIGKILL there."""
    events: int = 0
    copies: int = 0
    """Records that crashes left twice in the log: proof that the kills met work in flight."""
    slowest_drain: float = 0.0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        found = "nothing lost, nothing doubled" if not self.violations else "VIOLATIONS"
        return (
            f"{self.kills.total()} kills at {len({point for _, point in self.kills})} crash points"
            f" under {self.events} events, {self.copies} copies in the log,"
            f" drained in {self.slowest_drain:.1f} s: {found}"
        )


def run_round(number: int, progress: Progress = print) -> Summary:
    """Kill every service once at every point that it can reach, on servers of its own; judge.

    ``number`` varies which time a point is reached. The servers are those that the environment
    names, or new ones.
    """
    with (
        TemporaryDirectory() as folder,
        open_stack(progress=progress) as stack,
        running_region(stack, Path(folder) / "region") as opened,
    ):
        return kill_at_all(opened, REACHABLE, nth=number)


def kill_at_all(
    opened: RunningRegion,
    points: Mapping[str, Sequence[str]],
    *,
    nth: int = 1,
) -> Summary:
    """Kill each service at its points, one after the other, side by side with the other services.

    ``nth`` varies which time a point is reached. Raises ``AssertionError`` when one never is.
    """
    summary = Summary()
    with ThreadPoolExecutor(len(points)) as pool:
        working = [
            pool.submit(_kill_one_after_another, opened, service, mine, nth, summary)
            for service, mine in points.items()
        ]
        _keep_sending(opened, working)
    for done in working:
        done.result()
    summary.slowest_drain = settle(opened)
    settle_after_deadlines(opened)
    summary.events = len(opened.expected.events)
    summary.copies = opened.log().copies
    summary.violations = judge(opened)
    return summary


def _kill_one_after_another(
    opened: RunningRegion, service: str, points: Iterable[str], nth: int, summary: Summary
) -> None:
    server = opened.region.servers[service]
    end_gracefully(server)
    for number, point in enumerate(points):
        if service == "reporting" and point in _COMMAND:
            _leave_figures_to_announce(opened)
        times = 1 + (nth + number) % 2 if point.startswith("consumer.") and nth > 1 else 1
        start(opened, service, f"{point}:{times}")
        if point.startswith("release."):
            _park_and_release(opened, service)
        if point.startswith("shutdown."):
            terminate(server)
        wait_until(lambda: was_killed(server), f"{service} killed at {point}", _PATIENCE)
        summary.kills[service, point] += 1
    start(opened, service)


def _leave_figures_to_announce(opened: RunningRegion) -> None:
    """A day's figures are announced at a process's first look, and only those that have changed."""
    url = opened.region.databases["reporting"]

    def known() -> int:
        return int(databases.value(url, "SELECT count(*) FROM journeys"))

    start(opened, "reporting")
    time.sleep(1)  # its first look
    before = known()
    wait_until(lambda: known() > before, "somebody new is counted", _PATIENCE)
    end_gracefully(opened.region.servers["reporting"])


def _park_and_release(opened: RunningRegion, service: str) -> None:
    url = opened.region.databases[service]
    parked = "SELECT count(*) FROM held WHERE waits_for = 'stage'"
    opened.change_stage("paused")
    try:
        wait_until(lambda: databases.value(url, parked), f"{service} parks facts")
    finally:
        opened.change_stage("live")


def _keep_sending(opened: RunningRegion, working: Sequence["Future[None]"]) -> None:
    workload = Workload(opened.expected)
    while not all(done.done() for done in working):
        opened.submit(*workload.next_slice(confirm_in=timedelta(seconds=3)))
        time.sleep(_PACE)
        for done in working:
            if done.done():
                done.result()
