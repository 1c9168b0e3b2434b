"""How the engine is tried again: what passes is waited for, what never will is isolated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from shared.clock import SimulatedClock
from shared.contracts.failures import FactDeadLettered
from shared.runtime.attempts import Attempts, GaveUp
from shared.runtime.batch import Handled
from shared.runtime.engine import Engine
from tests.shared.toy_service import ANN, BOB, MONDAY, Arrived, Toy, outcome


@dataclass
class Pauses:
    """Sleeps for no time, and remembers for how long it should have."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def attempts(toy: Toy, pauses: Pauses | None = None) -> Attempts:
    return Attempts(toy.engine, SimulatedClock(MONDAY), sleep=pauses or Pauses())


async def codes(toy: Toy) -> list[str]:
    return [letter.data["code"] for letter in await toy.announced(FactDeadLettered)]


async def test_a_handler_that_always_fails_is_tried_three_times_and_isolated(toy: Toy) -> None:
    pauses = Pauses()
    batch = [outcome("one", "e1"), outcome("defect", "e2", BOB), outcome("three", "e3")]
    await attempts(toy, pauses).handle(batch)
    assert await toy.diary(ANN) == ("one", "three")
    assert await codes(toy) == ["handler_failed"]
    assert len(pauses.taken) == 2


async def test_what_the_door_out_refuses_is_found_by_halving(toy: Toy) -> None:
    kinds = ["a", "b", "c", "huge", "e", "f", "g"]
    batch = [outcome(kind, f"e{n}", ANN if n % 2 else BOB) for n, kind in enumerate(kinds)]
    await attempts(toy).handle(batch)
    assert await codes(toy) == ["store_refused"]
    assert await toy.diary(BOB) == ("a", "c", "e", "g")
    assert await toy.diary(ANN) == ("b",)  # "huge" was Ann's, and "f" is parked behind it
    assert [h.waits_for for h in await toy.held()] == ["operator", "behind"]


async def test_a_batch_in_which_everything_is_refused_becomes_dead_letters_only(toy: Toy) -> None:
    await attempts(toy).handle([outcome("huge", "e1"), outcome("huge", "e2", BOB)])
    assert await codes(toy) == ["store_refused", "store_refused"]


async def test_poison_among_what_is_released_is_isolated_too(closed_toy: Toy) -> None:
    kinds = ["a", "huge", "defect", "d", "e"]
    people = [ANN, BOB, ANN, BOB, ANN]
    parked = [
        outcome(kind, f"e{n}", who) for n, (kind, who) in enumerate(zip(kinds, people, strict=True))
    ]
    await closed_toy.engine.handle(parked, MONDAY)
    await closed_toy.open()
    while (await attempts(closed_toy).release()) != Handled():
        pass
    assert await closed_toy.diary(ANN) == ("a",)
    assert sorted(await codes(closed_toy)) == ["handler_failed", "store_refused"]
    assert [h.code for h in await closed_toy.held()] == ["store_refused", "handler_failed", "", ""]


async def test_a_store_that_is_away_is_waited_for(toy: Toy) -> None:
    pauses, away = Pauses(), _Away(toy.engine, times=3)
    tried = Attempts(away, SimulatedClock(MONDAY), sleep=pauses)  # type: ignore[arg-type]
    await tried.handle([outcome("one", "e1")])
    assert await toy.diary(ANN) == ("one",)
    assert len(pauses.taken) == 3
    assert pauses.taken[-1] > pauses.taken[0]


async def test_a_store_that_stays_away_makes_it_give_up_within_a_minute_or_so(toy: Toy) -> None:
    pauses, away = Pauses(), _Away(toy.engine, times=1000)
    with pytest.raises(GaveUp):
        await Attempts(away, SimulatedClock(MONDAY), sleep=pauses).handle(  # type: ignore[arg-type]
            [outcome("one", "e1")]
        )
    assert 60 <= sum(pauses.taken) <= 66
    assert await toy.diary(ANN) == ()


async def test_a_commit_whose_answer_was_lost_has_its_effect_once(toy: Toy) -> None:
    away = _Away(toy.engine, times=1, after_the_commit=True)
    results = await Attempts(
        away,  # type: ignore[arg-type]
        SimulatedClock(MONDAY),
        sleep=Pauses(),
    ).handle([outcome("one", "e1")])
    assert [r.duplicates for r in results] == [1]
    assert await toy.diary(ANN) == ("one",)


async def test_a_defect_of_the_engine_itself_is_not_hidden(toy: Toy) -> None:
    broken = _Away(toy.engine, times=1000, error=KeyError("a defect"))
    with pytest.raises(KeyError):
        await Attempts(broken, SimulatedClock(MONDAY), sleep=Pauses()).handle(  # type: ignore[arg-type]
            [outcome("one", "e1")]
        )


@dataclass
class _Away:
    """An engine whose store is away for some calls, or loses the answer to a commit."""

    engine: Engine
    times: int
    after_the_commit: bool = False
    error: Exception = field(default_factory=ConnectionRefusedError)

    async def handle(
        self, records: Sequence[Arrived], now: datetime, _condemned: dict[object, str]
    ) -> Handled:
        if not self.times:
            return await self.engine.handle(records, now)
        self.times -= 1
        if self.after_the_commit:
            await self.engine.handle(records, now)
        raise self.error
