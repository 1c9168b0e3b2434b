from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from faststream._internal.context import ContextRepo
from faststream._internal.logger.logging import get_broker_logger
from pydantic import BaseModel

from shared.observability.logging import configure_logging
from shared.privacy.canary import CANARIES, canary, scan

SECRET = " ".join(canary(kind) for kind in CANARIES)


def fail() -> None:
    raise RuntimeError(SECRET)


class Log(io.StringIO):
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        return self.lines()[-1]


@pytest.fixture
def log() -> Iterator[Log]:
    root = logging.getLogger()
    factory, level, handlers = logging.getLogRecordFactory(), root.level, [*root.handlers]
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    stream = Log()
    configure_logging("referrals", "north", stream=stream)
    yield stream
    assert not scan(stream.getvalue().encode())
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.setLogRecordFactory(factory)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks


def test_a_line_is_json_and_says_who_when_and_what(log: Log) -> None:
    structlog.get_logger().info("batch.done", count=3, seconds=0.5)
    line = log.last
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "batch.done",
        "level": "info",
        "service": "referrals",
        "region": "north",
        "count": 3,
        "seconds": 0.5,
    }


def test_the_context_may_name_another_service_of_the_process(log: Log) -> None:
    with structlog.contextvars.bound_contextvars(service="matching", topic="north.facts"):
        structlog.get_logger().info("x")
    assert (log.last["service"], log.last["topic"]) == ("matching", "north.facts")


def test_the_level_is_obeyed_and_a_second_call_replaces_the_first(log: Log) -> None:
    module_level = structlog.get_logger()
    module_level.debug("unheard")
    second = Log()
    configure_logging("referrals", "south", "debug", stream=second, also_keys=frozenset({"colour"}))
    module_level.debug("heard", colour="red")
    logging.getLogger("any").error("once")
    assert log.getvalue() == ""
    assert [it["event"] for it in second.lines()] == ["heard", "once"]
    assert second.lines()[0]["colour"] == "red"
    assert second.lines()[0]["region"] == "south"


def test_an_exception_is_logged_with_its_place_and_no_value(log: Log) -> None:
    def fails(name: str) -> None:
        local = name
        raise ValueError(local)

    try:
        fails(SECRET)
    except ValueError:
        structlog.get_logger().exception("handler.failed", person=SECRET)
    assert log.last["error"].startswith("ValueError at ")
    assert log.last["frames"][-1].endswith(" fails")
    assert log.last["person"] == "***"


@pytest.mark.parametrize(
    ("logger", "said", "event"),
    [
        ("sqlalchemy.engine", (f"INSERT VALUES ('{SECRET}')",), "INSERT VALUES"),
        ("sqlalchemy.pool", ("connection %r lost", SECRET), "connection '***' lost"),
        ("sqlalchemy.pool", ("%(a)s lost", {"a": SECRET}), "*** lost"),
        ("anything", ("%d rows", SECRET), "%d rows"),
        ("anything", ("two values: %s", SECRET, SECRET), "two values: %s"),
        ("anything", (ValueError(SECRET),), "ValueError"),
        ("anything", ([SECRET],), "***"),
        ("anything", (f"ValidationError: {SECRET}",), "ValidationError"),
        ("anything", ("for %s", "brakthwyte"), "for ***"),
        ("anything", ("failed: %s", KeyError(SECRET)), "failed: KeyError"),
        ("aiokafka.conn", ("payload %s of %s", SECRET, SECRET.encode()), "payload *** of ***"),
        (
            "aiokafka.conn",
            ("to %s:%s: %r", "kafka-1", 9092, OSError(111, SECRET)),
            "to kafka-1:9092: 'ConnectionRefusedError: ECONNREFUSED'",
        ),
    ],
)
def test_a_library_is_told_by_its_template(
    log: Log, logger: str, said: tuple[Any, ...], event: str
) -> None:
    logging.getLogger(logger).error(*said)
    assert (log.last["event"], log.last["logger"], log.last["level"]) == (event, logger, "error")
    assert log.last["at"].startswith("test_observability_logging:")


def test_libraries_are_not_heard_below_warning_whatever_their_level(log: Log) -> None:
    for name in ("aiokafka.producer", "faststream", "sqlalchemy.engine", "other"):
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).info(SECRET)
        logging.getLogger(name).setLevel(logging.NOTSET)
    assert log.getvalue() == ""


def test_a_library_that_logs_an_exception_shows_no_value(log: Log) -> None:
    try:
        fail()
    except RuntimeError:
        logging.getLogger("aiokafka.consumer").exception("Unexpected %s", SECRET, stack_info=True)
    assert log.last["event"] == "Unexpected ***"
    assert log.last["error"].startswith("RuntimeError at ")
    assert "stack_info" not in log.last


def test_the_broker_s_own_handler_gets_no_value_either(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    logger = get_broker_logger("kafka", {}, 10, "%(message)s %(exc_text)s", ContextRepo(), 10)
    try:
        fail()
    except RuntimeError as error:
        logger.error("%s: %s", "RuntimeError", error, exc_info=error)  # noqa: TRY400
        logger.error(f"RuntimeError: {error}", exc_info=error)  # noqa: G004, TRY400 - like FastStream
    finally:
        logger.handlers.clear()
    assert "RuntimeError" in printed.getvalue()
    assert not scan(printed.getvalue().encode())


def test_uncaught_errors_are_logged_and_not_printed(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)

    class Unraisable:
        def __del__(self) -> None:
            fail()

    Unraisable()
    gc.collect()
    assert [it["event"] for it in log.lines()] == [
        "uncaught error in a thread",
        "uncaught error",
        "error that could not be raised",
    ]
    assert {it["error"].split()[0] for it in log.lines()} == {"RuntimeError"}
    assert not scan("".join(capsys.readouterr()).encode())


def test_a_task_s_lost_error_shows_no_value(log: Log) -> None:
    async def fails(name: str) -> None:
        raise RuntimeError(name)

    async def main() -> None:
        task = asyncio.ensure_future(fails(SECRET))
        asyncio.get_running_loop().call_soon(int, SECRET)
        await asyncio.sleep(0.01)
        del task

    asyncio.run(main())
    gc.collect()
    events = [it["event"] for it in log.lines()]
    assert "Task exception was never retrieved" in events
    assert any(event.startswith("Exception in callback") for event in events)


def test_a_warning_is_told_by_its_category(log: Log) -> None:
    class Person(BaseModel):
        age: int

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure_logging("referrals", "north", stream=log)
        Person.model_construct(age=SECRET).model_dump_json()  # type: ignore[arg-type]
    assert (log.last["event"], log.last["reason"]) == ("python warning", "UserWarning")
