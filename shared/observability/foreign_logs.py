"""Log records of libraries, made safe before any handler sees them.

A library's text can quote what it was working on: it is told by its template, never by its values.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from shared.privacy.patterns import HIDDEN, scrub
from shared.privacy.safe_errors import error_of, safe_error, told

# Libraries whose arguments at WARNING are topics, groups, hosts and codes.
_TRUSTED = ("aiokafka",)
# Their levels may be set elsewhere: aiokafka prints payloads at DEBUG, FastStream a line per event.
_QUIETED = ("aiokafka", "asyncio", "faststream", "faststream.access.kafka", "sqlalchemy", "uvicorn")
_CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,80}")
_START_OF_VALUES = re.compile(r"[:<(\[{'\"=\n]")

Write = Callable[[str, Mapping[str, Any]], None]


def route_foreign_logs(write: Write) -> None:
    """Give libraries' records of WARNING or above to `write(level, line)`, without their values."""
    logging.setLogRecordFactory(_SafeRecord)
    root = logging.getLogger()
    for handler in (*root.handlers,):
        root.removeHandler(handler)
    root.addHandler(_Handler(write))
    root.setLevel(logging.WARNING)
    for name in _QUIETED:
        _quiet(logging.getLogger(name))


def _quiet(logger: logging.Logger) -> None:
    for handler in (*logger.handlers,):
        logger.removeHandler(handler)
    logger.propagate = True
    logger.setLevel(logging.WARNING)


class _SafeRecord(logging.LogRecord):
    """A record without values, also for the handlers that a library adds for itself."""

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - logging's own arguments
        super().__init__(*given, **more)
        error = error_of(self.exc_info)
        self.told = told(error) if error else {}
        self.msg, self.args = _text(str(self.name), self.msg, self.args), None
        self.exc_info = None


class _Handler(logging.Handler):
    """Hands records on; it drops what is below WARNING whatever a logger's own level says."""

    def __init__(self, write: Write) -> None:
        super().__init__(logging.WARNING)
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        line = {
            "event": record.msg,
            "logger": record.name,
            "at": f"{record.module}:{record.lineno}",
        }
        self._write(record.levelname.lower(), line | getattr(record, "told", {}))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own
        sys.stderr.write("a log line could not be written\n")


def _text(logger: str, template: object, values: object) -> str:
    """The template with those values in it that are known to be harmless."""
    if isinstance(template, BaseException):
        return safe_error(template)
    if not isinstance(template, str):
        return HIDDEN
    if not values:
        # Nobody can tell where the template ends and a value begins, except by punctuation.
        return scrub(_START_OF_VALUES.split(template, maxsplit=1)[0]) or HIDDEN
    trusted = logger.partition(".")[0] in _TRUSTED
    try:
        return scrub(template % _shown(values, trusted=trusted))
    except (TypeError, ValueError, KeyError):
        # The template wants a number where the value had to be hidden.
        return scrub(template)


def _shown(values: object, *, trusted: bool) -> object:
    if isinstance(values, Mapping):
        return {key: _argument(value, trusted=trusted) for key, value in values.items()}
    if isinstance(values, tuple):
        return tuple(_argument(value, trusted=trusted) for value in values)
    return _argument(values, trusted=trusted)


def _argument(value: object, *, trusted: bool) -> object:
    if isinstance(value, BaseException):
        return safe_error(value)
    if trusted and isinstance(value, int | float):
        return value
    if trusted and isinstance(value, str) and _CODE.fullmatch(value):
        return value
    return HIDDEN
