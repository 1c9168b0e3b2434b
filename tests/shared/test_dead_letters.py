"""What an operator can do with a dead letter, and what then becomes of what waits behind it."""

from collections.abc import Awaitable, Callable

import pytest

from shared.store.dead_letters import DeadLetters, NoSuchDeadLetter
from shared.store.postgres import PostgresStore
from tests.shared.toy_service import ANN, MONDAY, STATES, Arrived, Toy, outcome

OpensStore = Callable[..., Awaitable[PostgresStore]]


@pytest.fixture
async def parked(postgres_store: OpensStore) -> tuple[Toy, DeadLetters]:
    """A broken fact of Ann's, and two good ones that came later."""
    store = await postgres_store(STATES)
    toy = Toy(store)
    await toy.open()
    batch = [outcome("broken", "e1"), outcome("two", "e2"), outcome("three", "e3")]
    await toy.engine.handle(batch, MONDAY)
    return toy, DeadLetters(store._engine)


async def test_a_dead_letter_is_listed_with_what_waits_behind_it(
    parked: tuple[Toy, DeadLetters],
) -> None:
    (letter,) = await parked[1].all()
    assert (letter.code, letter.pointer, letter.behind) == ("toy_rule", "/data/kind", 2)


async def test_discarding_lets_go_on_in_order_what_waited_behind(
    parked: tuple[Toy, DeadLetters],
) -> None:
    toy, letters = parked
    assert (await toy.engine.release(MONDAY)).applied == 0
    await letters.discard((await letters.all())[0].delivery_id)
    await toy.engine.release(MONDAY)
    assert await toy.diary(ANN) == ("two", "three")
    assert await letters.all() == []


async def test_what_fails_again_on_replay_is_a_dead_letter_again_in_its_place(
    parked: tuple[Toy, DeadLetters],
) -> None:
    toy, letters = parked
    before = await letters.all()
    await letters.replay(before[0].delivery_id)
    await toy.engine.release(MONDAY)
    assert await toy.diary(ANN) == ()
    after = await letters.all()
    assert [(d.delivery_id, d.behind) for d in after] == [(before[0].delivery_id, 2)]


async def test_once_the_cause_is_mended_a_replay_applies_everything_in_order(
    parked: tuple[Toy, DeadLetters], monkeypatch: pytest.MonkeyPatch
) -> None:
    toy, letters = parked
    monkeypatch.setattr("tests.shared.toy_service.BROKEN", "nothing")
    await letters.replay((await letters.all())[0].delivery_id)
    await toy.engine.release(MONDAY)
    assert await toy.diary(ANN) == ("broken", "two", "three")
    assert await letters.all() == []


async def test_unreadable_bytes_can_be_replayed_too_and_hold_nothing_up(
    parked: tuple[Toy, DeadLetters],
) -> None:
    toy, letters = parked
    good = outcome("four", "e4", ANN)
    await toy.engine.handle([_spoilt(good)], MONDAY)
    unread = (await letters.all())[-1]
    assert (unread.has_key, unread.behind) == (False, 0)
    await letters.replay(unread.delivery_id)
    await toy.engine.release(MONDAY)
    assert unread.delivery_id in {d.delivery_id for d in await letters.all()}


async def test_an_unknown_id_is_said_to_be_unknown(parked: tuple[Toy, DeadLetters]) -> None:
    with pytest.raises(NoSuchDeadLetter):
        await parked[1].replay(ANN)


def _spoilt(record: Arrived) -> Arrived:
    return record._replace(value=b"{", offset=9)
