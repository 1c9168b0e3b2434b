"""A service that waits for its database goes on, and says how often it tried."""

import pytest

from shared.clock import SimulatedClock
from shared.runtime.attempts import Attempts
from tests.shared.test_runtime_attempts import Pauses, _Away
from tests.shared.toy_service import MONDAY, Toy, outcome


async def test_every_try_again_is_told_and_a_batch_that_succeeds_tells_nothing(toy: Toy) -> None:
    told: list[int] = []
    away = _Away(toy.engine, times=3)

    def tell() -> None:
        told.append(1)

    tried = Attempts(away, SimulatedClock(MONDAY), sleep=Pauses(), retrying=tell)  # type: ignore[arg-type]
    await tried.handle([outcome("one", "e1")])
    assert len(told) == 3
    await tried.handle([outcome("two", "e2")])
    assert len(told) == 3


async def test_a_handler_that_fails_is_no_failure_of_the_database(toy: Toy) -> None:
    tried = Attempts(
        toy.engine,
        SimulatedClock(MONDAY),
        sleep=Pauses(),
        retrying=lambda: pytest.fail("the database did nothing wrong"),
    )
    await tried.handle([outcome("defect", "e1")])
