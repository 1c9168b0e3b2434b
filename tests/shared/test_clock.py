from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.clock import Clock, SimulatedClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_system_clock_tells_utc() -> None:
    clock: Clock = SystemClock()
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_a_simulated_clock_stands_still_until_told() -> None:
    clock: Clock = SimulatedClock(NOON)
    assert (clock.now(), clock.now()) == (NOON, NOON)


def test_a_simulated_clock_moves_forward() -> None:
    clock = SimulatedClock(NOON)
    assert clock.advance(timedelta(hours=2)) == NOON + timedelta(hours=2)
    clock.set(NOON + timedelta(days=1))
    clock.set(NOON + timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)


def test_a_simulated_clock_never_goes_back() -> None:
    clock = SimulatedClock(NOON)
    with pytest.raises(ValueError, match="start a new clock"):
        clock.set(NOON - timedelta(microseconds=1))
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(timedelta(seconds=-1))
    assert clock.now() == NOON


def test_other_zones_become_utc() -> None:
    summer = timezone(timedelta(hours=1))
    clock = SimulatedClock(datetime(2026, 7, 1, 12, tzinfo=summer))
    assert clock.now().isoformat() == "2026-07-01T11:00:00+00:00"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tzinfo=datetime\.UTC"):
        SimulatedClock(NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match=r"tzinfo=datetime\.UTC"):
        SimulatedClock(NOON).set(NOON.replace(tzinfo=None))
