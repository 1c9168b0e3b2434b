"""Running coroutines that never wait, without an event loop: the simulation's engine room."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

Result = TypeVar("Result")


class _StandingLoop:
    """A loop on which no time passes, for code that asks what time it is."""

    def time(self) -> float:
        return 0.0


_LOOP = cast("asyncio.AbstractEventLoop", _StandingLoop())


def drive(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end and return its result; RuntimeError if it waits for anything."""
    asyncio._set_running_loop(_LOOP)  # noqa: SLF001 - what event loops call, and this is one
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        asyncio._set_running_loop(None)  # noqa: SLF001
    work.close()
    msg = "a coroutine waited for something; in the simulation nothing ever comes"
    raise RuntimeError(msg)


async def no_sleep(_seconds: float) -> None:
    """Sleep for no time at all."""
