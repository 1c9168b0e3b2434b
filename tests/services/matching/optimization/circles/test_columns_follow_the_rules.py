"""The solver's columns hold exactly the pairs that the readable rules allow, at their value."""

import pytest

from services.matching.optimization.circles.market import market_of
from services.matching.optimization.circles.near_sessions import NearSessions
from services.matching.optimization.circles.rules import eligible
from services.matching.optimization.circles.score import pair_value, parts
from services.matching.optimization.problem.circles import Circles
from tests.benchmarks.matching_groups.synthetic_circles import Shape, synthetic_circles
from tests.services.matching.optimization.circles.tiny import tiny_circles


def compared(problem: Circles) -> int:
    market = market_of(problem)
    columns = (market.pairs.person, market.pairs.session, market.pairs.value, market.pairs.fit)
    found = {
        (market.people[p].id, market.sessions[s].id): (value, fit)
        for p, s, value, fit in zip(*(c.tolist() for c in columns), strict=True)
    }
    said = {
        (p.id, s.id): (pair_value(problem, p, s), sum(parts(problem, p, s).values()))
        for p in problem.people
        for s in problem.sessions
        if p.seat is None and eligible(problem, p, s)
    }
    assert found == said
    return len(said)


@pytest.mark.parametrize("seed", range(300))
def test_the_checkers_grid_leaves_nothing_out(seed: int) -> None:
    problem = tiny_circles(seed) if seed else synthetic_circles(Shape(700, 3, joined=True))
    near = NearSessions(problem)
    for person in problem.people:
        found = [session.id for session in near.of(person)]
        assert sorted(found) == sorted(
            session.id for session in problem.sessions if eligible(problem, person, session)
        )


def test_on_tiny_problems_with_every_feature() -> None:
    assert sum(compared(tiny_circles(seed)) for seed in range(500)) > 500


def test_on_a_hundred_thousand_pairs() -> None:
    pairs = (compared(synthetic_circles(Shape(700, 3), seed=seed)) for seed in range(2))
    assert sum(pairs) > 10_000
