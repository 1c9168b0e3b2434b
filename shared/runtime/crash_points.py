"""Named places where a test may kill the process: random kills mostly hit idle time.

``CRASH_AT=consumer.after_effect:3`` kills the process (SIGKILL) the third time that this point is
reached. Without the variable a point costs one comparison.
"""

import os
import signal
from collections.abc import Callable

POINTS = (
    "consumer.after_fetch",
    "consumer.before_transaction",
    "consumer.after_inbox",
    "consumer.after_load",
    "consumer.after_decide",
    "consumer.after_effect",
    "consumer.after_outbox",
    "consumer.after_hold",
    "consumer.after_commit",
    "consumer.after_offset",
    "wake.before_decide",
    "wake.after_effect",
    "wake.after_commit",
    "release.after_take",
    "release.after_commit",
    "command.before_commit",
    "command.after_commit",
    "relay.after_read",
    "relay.after_send",
    "relay.after_acknowledge",
    "relay.after_delete",
    "mail.after_intent",
    "mail.before_send",
    "mail.after_send",
    "mail.after_mark",
    "shutdown.in_flight",
)

_hook: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Say that a crash point was reached; does nothing unless a test asked for a crash."""
    if _hook is not None:
        _hook(point)


def on_reach(hook: Callable[[str], None] | None) -> None:
    """Let a test decide what happens at every crash point (``None``: nothing)."""
    global _hook  # noqa: PLW0603
    _hook = hook


def crash_as_told(told: str | None) -> None:
    """Obey ``CRASH_AT``: kill this process at the n-th time that the named point is reached."""
    if not told:
        return
    name, _, times = told.partition(":")
    if name not in POINTS:
        msg = f"CRASH_AT names no crash point: {name}. Known: {', '.join(POINTS)}"
        raise ValueError(msg)
    left = [int(times or "1")]

    def kill(point: str) -> None:
        if point == name:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    on_reach(kill)
