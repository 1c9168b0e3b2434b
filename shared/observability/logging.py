"""One line of JSON per log entry, none with personal data, from our code and from libraries."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor

from shared.observability.foreign_logs import route_foreign_logs
from shared.observability.uncaught import route_uncaught
from shared.privacy.redaction import Redaction

Level = Literal["debug", "info", "warning", "error", "critical"]
_LEVELS: dict[str, int] = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}


def configure_logging(
    service: str,
    region: str,
    level: Level = "info",
    *,
    stream: TextIO | None = None,
    also_keys: frozenset[str] = frozenset(),
) -> None:
    """Log as JSON to the stream (default: standard output), once per process, at its start.

    Only keys in LOG_KEYS and `also_keys` show their values. Libraries are heard from WARNING on;
    uncaught errors are logged instead of printed. A second call replaces the first.
    """
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _owner(service, region),
        Redaction(also_keys),
        structlog.processors.JSONRenderer(serializer=_json),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stdout),
        # A cached logger would keep the processors of an earlier configuration.
        cache_logger_on_first_use=False,
    )
    route_foreign_logs(_write)
    route_uncaught(_write)


def _write(level: str, line: Mapping[str, Any]) -> None:
    said = dict(line)
    structlog.get_logger().log(_LEVELS.get(level, 40), said.pop("event"), **said)


def _owner(service: str, region: str) -> Processor:
    """Name service and region, unless the context does: one process can run several services."""

    def add(_logger: object, _method: str, line: EventDict) -> EventDict:
        line.setdefault("service", service)
        line.setdefault("region", region)
        return line

    return add


def _json(line: Mapping[str, object], **_: object) -> str:
    return orjson.dumps(line).decode()
