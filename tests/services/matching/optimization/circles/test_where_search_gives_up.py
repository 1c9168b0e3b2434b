"""Without a finished search circles are still whole, and the gap to the bound is stated."""

import numpy as np
import pytest

from services.matching.optimization.circles import component, prices, search, windows
from services.matching.optimization.circles.checker import check_circles
from services.matching.optimization.circles.closing import close_and_fill
from services.matching.optimization.circles.market import market_of
from services.matching.optimization.circles.neighborhood import neighborhood_of
from services.matching.optimization.circles.program import whole_circles
from services.matching.optimization.circles.search import worth_of
from services.matching.optimization.circles.solve import solve_circles
from services.matching.optimization.highs import Outcome, branch_and_bound
from services.matching.optimization.problem.circles import Circles
from tests.benchmarks.matching_groups.synthetic_circles import Shape, synthetic_circles
from tests.services.matching.optimization.circles.tiny import tiny_circles


def no_search(program: object, nodes: int) -> Outcome:
    return Outcome(None, 10**9, closed=False)


@pytest.mark.parametrize("capped", [False, True], ids=["free", "capped"])
def test_the_heuristic_alone_comes_near(monkeypatch: pytest.MonkeyPatch, *, capped: bool) -> None:
    problem = synthetic_circles(Shape(300, seats_each=1.2, capped=capped))
    monkeypatch.setattr(search, "branch_and_bound", no_search)
    solution = solve_circles(problem)
    assert not check_circles(problem, solution)
    assert not solution.certificate.optimal
    assert solution.certificate.gap < 0.02


@pytest.mark.parametrize("seed", range(200))
def test_the_heuristic_keeps_every_rule_of_a_circle(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    problem = tiny_circles(seed)
    best = solve_circles(problem).certificate.value
    monkeypatch.setattr(search, "branch_and_bound", no_search)
    solution = solve_circles(problem)
    assert not check_circles(problem, solution)
    assert solution.certificate.value <= best <= solution.certificate.bound


def test_closing_ends_with_whole_circles_only() -> None:
    market = market_of(synthetic_circles(Shape(300, seats_each=2.0)))
    part = neighborhood_of(market, np.arange(len(market.pairs)))
    sizes = np.bincount(part.session[close_and_fill(part)], minlength=part.sessions)
    assert ((sizes == 0) | ((sizes >= 4) & (sizes <= 8))).all()
    assert sizes.sum() > 250


def large(*, capped: bool) -> Circles:
    return synthetic_circles(Shape(900, 3, capped=capped, joined=True))


@pytest.mark.parametrize("capped", [False, True], ids=["free", "capped"])
def test_window_by_window_is_nearly_as_good(
    monkeypatch: pytest.MonkeyPatch, *, capped: bool
) -> None:
    problem = large(capped=capped)
    best = solve_circles(problem).certificate
    assert best.optimal
    monkeypatch.setattr(component, "PAIRS_AT_ONCE", 100)
    monkeypatch.setattr(windows, "SESSIONS", 24)
    solution = solve_circles(problem)
    assert not check_circles(problem, solution)
    assert solution.certificate.value <= best.value <= solution.certificate.bound
    assert solution.certificate.gap < 0.002


def test_windows_hold_every_session_once() -> None:
    where = np.random.default_rng(0).random((500, 2))
    for number in range(4):
        cut = windows.windows(where, number)
        assert sorted(np.concatenate(cut)) == list(range(500))
        assert max(len(window) for window in cut) <= windows.SESSIONS


def test_the_better_of_search_and_heuristic_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    market = market_of(synthetic_circles(Shape(120)))
    part = neighborhood_of(market, np.arange(len(market.pairs)))
    heuristic = worth_of(part, close_and_fill(part))
    empty = Outcome(np.zeros(part.person.size + part.sessions), 10**9, closed=False)
    monkeypatch.setattr(search, "branch_and_bound", lambda *_: empty)
    assert search.search(part).value == heuristic > 0


def test_halves_of_people_are_seated_as_whole_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    market = market_of(synthetic_circles(Shape(120)))
    part = neighborhood_of(market, np.arange(len(market.pairs)))
    whole = search.search(part)
    found = branch_and_bound(whole_circles(part), search.NODES)
    assert found.quantities is not None
    blurred = found.quantities.copy()
    blurred[: part.person.size] = 0.5
    answers = iter([Outcome(blurred, found.bound, closed=True)])
    monkeypatch.setattr(
        search, "branch_and_bound", lambda *asked: next(answers, None) or branch_and_bound(*asked)
    )
    again = search.search(part)
    assert again.value == whole.value == again.bound
    assert (np.bincount(part.person[again.seated]) <= 1).all()


@pytest.mark.parametrize("seats_each", [1.2, 2.0])
def test_a_search_over_too_few_pairs_is_found_out_and_repeated(
    monkeypatch: pytest.MonkeyPatch, seats_each: float
) -> None:
    problem = synthetic_circles(Shape(150, seats_each=seats_each))
    best = solve_circles(problem).certificate
    monkeypatch.setattr(component, "CLOSE", 0)
    monkeypatch.setattr(prices, "CLOSE", 0)
    assert solve_circles(problem).certificate == best
    assert best.optimal
