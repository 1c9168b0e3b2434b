"""The ways in which Python prints an error by itself, led into the log, without its values."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

from shared.privacy.safe_errors import told

Write = Callable[[str, dict[str, Any]], None]


def route_uncaught(write: Write) -> None:
    """Give uncaught errors and warnings to `write(level, line)` instead of printing them."""

    def uncaught(
        kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            write("critical", {"event": "uncaught error", **told(error)})

    def uncaught_in_thread(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            write("critical", {"event": "uncaught error in a thread", **told(hook.exc_value)})

    def unraisable(hook: sys.UnraisableHookArgs) -> None:
        if hook.exc_value is not None:
            write("error", {"event": "error that could not be raised", **told(hook.exc_value)})

    def warned(
        message: Warning | str,  # noqa: ARG001 - see below
        category: type[Warning],
        *_: object,
        **__: object,
    ) -> None:
        # A warning's text quotes values: pydantic's about serialization do.
        write("warning", {"event": "python warning", "reason": category.__name__})

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread
    sys.unraisablehook = unraisable
    warnings.showwarning = warned
