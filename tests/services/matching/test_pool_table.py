"""The table refuses what must not be true, whatever the code that writes it believes."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

import asyncpg
import pytest

from services.matching.domain.pool import Pool
from services.matching.store.tables import STATES
from shared.store.postgres import PostgresStore
from shared.store.states import StoredState
from tests.services.matching.builders import Region, accepted, id_of, offer_made

OpensStore = Callable[[Iterable[StoredState]], Awaitable[PostgresStore]]


def a_pool() -> Pool:
    region = Region()
    region.hears(offer_made(seats=(4, 4)), offer_made("HSBC"))
    region.hears(*(accepted(name) for name in ("Amina", "Ben", "Cara", "Dev", "Ella")))
    return region.pool()


def oversold_circle(pool: Pool) -> Pool:
    full, other = pool.circles
    one_more = replace(full.members[0], referral_id=id_of("Zoe"))
    return replace(pool, circles=(replace(full, members=(*full.members, one_more)), other))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        (oversold_circle, "circle_is_not_oversold"),
        (lambda pool: replace(pool, seats_taken=pool.seats + 1), "pool_is_not_oversold"),
        (lambda pool: replace(pool, due_at=None), "pool_with_circles_is_woken"),
        (lambda pool: replace(pool, area="E06000016"), "pool_is_its_parts"),
        (lambda pool: replace(pool, pool_id="p7k2|E09000012|x", track="x"), "pool_has_a_track"),
    ],
)
async def test_the_table_refuses(
    postgres_store: OpensStore, wrong: Callable[[Pool], Pool], constraint: str
) -> None:
    store = await postgres_store(STATES)
    pool = wrong(a_pool())
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        async with store.transaction() as transaction:
            await transaction.save(Pool, {pool.pool_id: pool}, {})
    assert refused.value.constraint_name == constraint


async def test_the_table_takes_a_pool_that_is_in_order(postgres_store: OpensStore) -> None:
    store, pool = await postgres_store(STATES), a_pool()
    async with store.transaction() as transaction:
        await transaction.save(Pool, {pool.pool_id: pool}, {})
    async with store.transaction() as transaction:
        assert await transaction.load(Pool, [pool.pool_id]) == {pool.pool_id: pool}
