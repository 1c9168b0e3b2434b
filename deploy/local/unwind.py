"""Turns a request to end into an exception, so that a program leaves its `with` blocks in order."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_REQUESTS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def unwind_on_request() -> Iterator[None]:
    """Make SIGTERM and SIGHUP raise SystemExit in the main thread, unless the program handles them
    itself.
    """
    ours = (
        [number for number in _REQUESTS if signal.getsignal(number) is signal.SIG_DFL]
        if threading.current_thread() is threading.main_thread()
        else []
    )
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
