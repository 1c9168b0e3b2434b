from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.observability.tracing import child_of, new_trace, parse

EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_traceparent_is_parsed() -> None:
    parsed = parse(EXAMPLE)
    assert parsed is not None
    assert (parsed.trace_id, parsed.span_id) == (EXAMPLE[3:35], EXAMPLE[36:52])
    assert parsed.sampled
    assert str(parsed) == EXAMPLE
    assert parse(EXAMPLE.encode()) == parsed


def test_only_the_sampled_flag_is_read() -> None:
    for flags, sampled in (("00", False), ("02", False), ("03", True), ("ff", True)):
        parsed = parse(EXAMPLE[:-2] + flags)
        assert parsed is not None
        assert parsed.sampled is sampled


def test_later_versions_may_say_more() -> None:
    assert parse("cc" + EXAMPLE[2:]) == parse(EXAMPLE)
    assert parse("cc" + EXAMPLE[2:] + "-what-comes") == parse(EXAMPLE)


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        7,
        "",
        b"",
        b"\xff\xfe",
        EXAMPLE.upper(),
        EXAMPLE[:-1],
        EXAMPLE + "0",
        EXAMPLE + "-x",
        EXAMPLE + "\n",
        "ff" + EXAMPLE[2:],
        "cc" + EXAMPLE[2:] + "x",
        EXAMPLE.replace("-", "_"),
        f" {EXAMPLE}",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{'a' * 32}-{'0' * 16}-01",
        EXAMPLE.replace("4", "\N{ARABIC-INDIC DIGIT FOUR}"),
    ],
)
def test_what_is_no_traceparent_is_nothing(wrong: object) -> None:
    assert parse(wrong) is None
    assert parse(child_of(wrong)) is not None


@given(st.text() | st.binary())
def test_parsing_never_fails(anything: str | bytes) -> None:
    parse(anything)


def test_a_child_is_a_new_step_of_the_same_trace() -> None:
    child = child_of(EXAMPLE)
    assert child[:36] == EXAMPLE[:36]
    assert child[36:52] != EXAMPLE[36:52]
    assert child[52:] == "-01"
    assert child_of(EXAMPLE[:-2] + "00")[52:] == "-00"
    assert child_of("cc" + EXAMPLE[2:] + "-more")[:36] == EXAMPLE[:36]


def test_new_traces_and_steps_never_repeat() -> None:
    traces = {new_trace() for _ in range(5000)}
    assert len({trace[3:35] for trace in traces}) == len({it[36:52] for it in traces}) == 5000
    assert len({child_of(EXAMPLE) for _ in range(5000)}) == 5000
    assert all(re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace) for trace in traces)


def test_a_simulation_repeats_them() -> None:
    def run() -> list[str]:
        bits = random.Random(7).getrandbits
        return [new_trace(bits=bits), child_of(EXAMPLE, bits=bits)]

    assert run() == run()


def test_a_source_that_draws_zero_still_makes_a_valid_one() -> None:
    assert parse(new_trace(bits=lambda _: 0)) is not None
    assert parse(child_of(EXAMPLE, bits=lambda _: 0)) is not None
