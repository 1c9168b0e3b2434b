"""A service looks soon after something happened, and seldom where nothing does."""

import asyncio
import time

from shared.runtime.pace import Pace

SOON, SELDOM = 0.02, 0.32


async def looks(pace: Pace, count: int) -> list[float]:
    """Return the pauses before so many looks."""
    pauses = []
    for _ in range(count):
        began = time.monotonic()
        await pace.wait()
        pauses.append(time.monotonic() - began)
    return pauses


async def test_looks_in_vain_become_seldom_and_no_more_seldom_than_that() -> None:
    first, *_, last_but_one, last = await looks(Pace(SOON, SELDOM), 8)

    assert first < SELDOM / 2
    assert min(last_but_one, last) > 0.9 * SELDOM


async def test_what_happens_ends_a_long_pause() -> None:
    pace = Pace(SOON, seldom=60)
    await looks(pace, 4)
    long_pause = asyncio.create_task(looks(pace, 1))
    await asyncio.sleep(0)
    pace.stirred()

    [pause] = await asyncio.wait_for(long_pause, 5)

    assert pause >= 0.9 * SOON


async def test_after_something_happened_the_pauses_begin_small_again() -> None:
    pace = Pace(SOON, seldom=60)
    await looks(pace, 4)
    pace.stirred()
    await pace.wait()

    assert max(await looks(pace, 1)) < 20 * SOON


async def test_what_happens_between_two_looks_is_not_missed() -> None:
    pace = Pace(SOON, seldom=60)
    await looks(pace, 4)
    pace.stirred()

    await asyncio.wait_for(pace.wait(), 5)
