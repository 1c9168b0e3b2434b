"""What the proof rests on, by itself: bounds hold for any prices, whatever pairs were looked at."""

from dataclasses import replace

import numpy as np
import pytest

from services.matching.optimization.circles import component, prices
from services.matching.optimization.circles.bounds import seats_bound, whole_bound
from services.matching.optimization.circles.checker import check_circles
from services.matching.optimization.circles.market import market_of
from services.matching.optimization.circles.neighborhood import Neighborhood, neighborhood_of
from services.matching.optimization.circles.program import whole_circles
from services.matching.optimization.circles.solve import solve_circles
from services.matching.optimization.highs import branch_and_bound
from tests.services.matching.optimization.circles.brute_force import best_value
from tests.services.matching.optimization.circles.tiny import tiny_circles


def best_with(part: Neighborhood, pair: int) -> int | None:
    """The worth of the best seating that has this pair; None if there is none."""
    program = whole_circles(part)
    forced = program.least.copy()
    forced[pair] = 1
    whole = np.ones(forced.size, np.bool_)
    try:
        return branch_and_bound(replace(program, least=forced, whole=whole), 1000).bound
    except ValueError:
        return None


@pytest.mark.parametrize("seed", range(40))
def test_no_solution_with_a_pair_exceeds_the_bound_less_its_cost(seed: int) -> None:
    market = market_of(tiny_circles(seed))
    part = neighborhood_of(market, np.arange(len(market.pairs)))
    random = np.random.default_rng(seed)
    best = branch_and_bound(whole_circles(part), 1000).bound
    for most in (0, 300, 1200):
        people, caps = random.random(part.people) * most, random.random(part.caps.limit.size) * most
        found = whole_bound(part, people, caps)
        assert found.bound >= best
        assert seats_bound(part, random.random(part.sessions) * most, caps) >= best
        for pair in range(part.person.size):
            with_it = best_with(part, pair)
            only = np.arange(part.person.size) == pair
            assert with_it is None or with_it <= found.with_some_of(only)


@pytest.mark.parametrize("seed", range(60))
def test_a_search_over_too_few_pairs_still_ends_at_the_best(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(component, "CLOSE", 0)
    monkeypatch.setattr(prices, "CLOSE", 0)
    problem = tiny_circles(seed)
    solution = solve_circles(problem)
    assert not check_circles(problem, solution)
    assert solution.certificate.value == solution.certificate.bound == best_value(problem)
