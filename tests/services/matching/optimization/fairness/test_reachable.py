"""How many of a group could be placed at once: by flow, and by trying everything."""

import random
from collections import Counter
from datetime import date

import numpy as np
import pytest

from services.matching.optimization.fairness.eligible import Eligible, _rows, eligible_pairs
from services.matching.optimization.fairness.reachable import reachable
from services.matching.optimization.fairness.seats import Seats, seats_of
from services.matching.optimization.problem.kinds import KINDS
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from tests.services.matching.optimization.explanation.answers import example
from tests.services.matching.optimization.explanation.test_relaxations import market


def by_trying(
    eligible: Eligible, seats: Seats, people: list[int], taken: Counter[tuple[int, int]]
) -> int:
    """Place the first person everywhere and nowhere, and go on with the rest."""
    if not people:
        return 0
    first, *rest = people
    best = by_trying(eligible, seats, rest, taken)
    for supplier in eligible.of(first).tolist():
        week = int(seats.week[first])
        in_all = sum(count for (one, _), count in taken.items() if one == supplier)
        if in_all < seats.in_all[supplier] and taken[supplier, week] < seats.at_once[supplier]:
            placed = taken + Counter({(supplier, week): 1})
            best = max(best, 1 + by_trying(eligible, seats, rest, placed))
    return best


def drawn(seed: int) -> tuple[Eligible, Seats]:
    draw = random.Random(seed)
    people, suppliers = 6, 4
    rows = [[at for at in range(suppliers) if draw.random() < 0.5] for _ in range(people)]
    starts = np.cumsum([0, *map(len, rows)])
    flat = np.array([at for row in rows for at in row], np.int64)
    seats = Seats(
        in_all=np.array([draw.randrange(3) for _ in range(suppliers)]),
        at_once=np.array([draw.randrange(1, 3) for _ in range(suppliers)]),
        week=np.array([draw.randrange(2) for _ in range(people)]),
    )
    return Eligible(starts, flat), seats


@pytest.mark.parametrize("seed", range(200))
def test_flow_finds_what_trying_everything_finds(seed: int) -> None:
    eligible, seats = drawn(seed)
    group = random.Random(seed).sample(range(6), 4)
    assert reachable(eligible, seats, group, {}) == by_trying(eligible, seats, group, Counter())


def test_matches_that_stand_are_reached_and_take_their_seats_from_others() -> None:
    eligible = Eligible(np.array([0, 1, 2, 2]), np.array([0, 0]))
    seats = Seats(np.array([1]), np.array([1]), np.zeros(3, np.int64))
    assert reachable(eligible, seats, [0, 1], {}) == 1
    assert reachable(eligible, seats, [0, 1], {2: 0}) == 0
    assert reachable(eligible, seats, [0, 2], {2: 0}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_seats_and_pairs(kind: str) -> None:
    problem = example(kind)
    eligible, seats = eligible_pairs(problem), seats_of(problem)
    everybody = list(range(len(problem.people)))
    assert 0 < reachable(eligible, seats, everybody, {}) <= np.count_nonzero(eligible.options)


def test_a_suppliers_week_and_its_year_both_bound_it() -> None:
    requests = tuple(
        SchoolRequest(id=f"r{n}", school="s", kind="talk", week=n % 2, area="E06000023")
        for n in range(6)
    )
    supplier = Supplier(id="su", kinds=("talk",), areas=("E06000023",), per_week=2, in_all=3)

    def most(one: Supplier) -> int:
        problem = Schools(as_of=date(2026, 9, 30), people=requests, suppliers=(one,))
        return reachable(eligible_pairs(problem), seats_of(problem), range(6), {})

    assert most(supplier) == 3
    assert most(supplier.model_copy(update={"in_all": None})) == 4


@pytest.mark.parametrize("seed", range(20))
def test_the_fast_search_for_pairs_agrees_with_the_readable_rules(seed: int) -> None:
    problem = market(seed)
    found, rows = eligible_pairs(problem), list(_rows(problem))
    assert [found.of(n).tolist() for n in range(len(rows))] == [row.tolist() for row in rows]
