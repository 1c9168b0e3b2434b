"""Log lines are facts: a constant name, and values under keys that may be shown."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.privacy.redaction import LOG_KEYS
from tests.architecture.repository import called, calls, python_files, shown

LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
LOGGERS = {"log", "_log", "logger", "_logger", "structlog.get_logger()"}
PASS_UNDER_ANY_KEY = {"error", "person_id", "seconds"}
"""What the redaction lets through by its type: a told error, a random id, a number of seconds."""

_NAME = re.compile(r"[a-z][a-z_]*(?:\.[a-z][a-z_]*)+")


class LogLine(NamedTuple):
    """A call that logs."""

    where: str
    call: ast.Call


def log_lines(file: Path) -> Iterator[LogLine]:
    for call in calls(file):
        logger, _, level = called(call).rpartition(".")
        if level in LEVELS and logger in LOGGERS:
            yield LogLine(f"{shown(file)}:{call.lineno}", call)


LINES = [line for file in python_files("shared", "services") for line in log_lines(file)]


def test_there_are_log_lines_to_look_at() -> None:
    assert LINES


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.where)
def test_the_event_is_a_literal_name_and_everything_else_has_a_key(line: LogLine) -> None:
    assert len(line.call.args) == 1, "values go under keys"
    event = line.call.args[0]
    assert isinstance(event, ast.Constant), f"not a constant: {ast.unparse(event)}"
    assert isinstance(event.value, str)
    assert _NAME.fullmatch(event.value), "lower case words with dots between: relay.failed"


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.where)
def test_every_key_may_be_shown(line: LogLine) -> None:
    keys = {keyword.arg for keyword in line.call.keywords}
    assert None not in keys, "no ** in a log line: nobody could tell what is logged"
    assert keys <= LOG_KEYS | PASS_UNDER_ANY_KEY, "the redaction would hide these"
