from __future__ import annotations

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, RFC_4122, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import ids
from shared.clock import SimulatedClock
from shared.ids import IdSource, SeededIds, SystemIds, derived, random_bits, uuid7, uuid_of

PARTS = st.lists(st.text(max_size=5), min_size=1, max_size=4)


def test_an_id_is_version_7_and_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    new = uuid7()
    assert (new.version, new.variant) == (7, RFC_4122)
    assert before <= new.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_ids_of_one_process_rise_and_never_repeat() -> None:
    made = [uuid7() for _ in range(50_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_share_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def bits_that_let_others_run(_: int) -> int:
        time.sleep(0)
        return 0

    monkeypatch.setattr(ids._sequence, "_bits", bits_that_let_others_run)
    made: list[UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend([uuid7() for _ in range(1_000)]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4_000


def test_a_forked_process_makes_other_ids() -> None:
    uuid7()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(uuid7().bytes + random_bits(64).to_bytes(8) for _ in range(50)))
        os._exit(0)
    ours = [uuid7().bytes + random_bits(64).to_bytes(8) for _ in range(50)]
    os.waitpid(child, 0)
    theirs = os.read(reading, 50 * 24)
    os.close(reading)
    os.close(writing)
    children = {theirs[i : i + 24] for i in range(0, len(theirs), 24)}
    assert len(children) == 50
    assert not {one[8:] for one in ours} & {one[8:] for one in children}
    assert not {one[16:] for one in ours} & {one[16:] for one in children}


def test_a_process_forked_in_the_middle_of_an_id_does_not_wait_for_ever() -> None:
    with ids._sequence._lock:
        child = os.fork()
        if child == 0:
            signal.alarm(5)
            uuid7()
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_random_bits_stay_within_their_number() -> None:
    for count in (1, 7, 8, 62, 64, 74, 128):
        drawn = [random_bits(count) for _ in range(600)]
        assert max(drawn) < 1 << count
        assert max(drawn).bit_length() == count


def test_the_same_seed_gives_the_same_ids_and_another_seed_others() -> None:
    def first(seed: int) -> list[UUID]:
        source = SeededIds(seed)
        return [source.new() for _ in range(100)]

    assert first(1) == first(1)
    assert not set(first(1)) & set(first(2))


def test_seeded_ids_rise_and_follow_the_clock() -> None:
    clock = SimulatedClock(datetime(2026, 1, 1, tzinfo=UTC))
    source = SeededIds("run", clock)
    early = [source.new() for _ in range(100)]
    clock.advance(timedelta(days=1))
    late = source.new()
    assert [*early, late] == sorted([*early, late])
    assert late.int >> 80 == int(clock.now().timestamp() * 1000)
    assert {it.version for it in early} == {7}


def test_order_survives_a_clock_set_back_and_a_full_counter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.ids._sequence._last_ms", 1 << 47)
    monkeypatch.setattr("shared.ids._sequence._counter", (1 << 74) - 1)
    last = uuid7()
    assert last.int >> 80 == (1 << 47) + 1
    assert uuid7() > last


def test_both_sources_are_id_sources() -> None:
    sources: list[IdSource] = [SystemIds(), SeededIds(1)]
    assert all(source.new().version == 7 for source in sources)


@given(PARTS, PARTS)
def test_derived_ids_are_equal_only_for_equal_parts(one: list[str], other: list[str]) -> None:
    assert (derived(NAMESPACE_URL, *one) == derived(NAMESPACE_URL, *other)) == (one == other)


def test_a_derived_id_is_the_version_5_id_of_its_parts() -> None:
    person = uuid7()
    assert derived(NAMESPACE_URL, "receipt", 7) == uuid5(NAMESPACE_URL, "7:receipt1:7")
    assert derived(person, "x").version == 5
    assert derived(NAMESPACE_URL, person) == derived(NAMESPACE_URL, str(person))
    assert derived(person, "x") != derived(uuid7(), "x")


def test_a_digest_becomes_a_uuid_of_the_version_asked_for() -> None:
    for digest in (bytes(32), b"\xff" * 32):
        for version in (5, 8):
            made = uuid_of(digest, version=version)
            assert (made.version, made.variant) == (version, RFC_4122)


def test_nothing_is_derived_from_nothing() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        derived(NAMESPACE_URL)
