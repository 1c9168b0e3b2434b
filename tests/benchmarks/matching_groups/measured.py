"""Every measurement of the benchmark: a problem solved, judged, and held against its goal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import process_time

from services.matching.optimization.caseloads.solve import solve_caseloads
from services.matching.optimization.circles.market import market_of
from services.matching.optimization.circles.neighborhood import neighborhood_of
from services.matching.optimization.circles.prices import seat_prices
from services.matching.optimization.circles.solve import components, solve_circles
from services.matching.optimization.problem.circles import Circles
from services.matching.optimization.schools.solve import solve_schools
from services.matching.optimization.solution import Solution
from tests.benchmarks.matching_groups.synthetic_caseloads import synthetic_caseloads
from tests.benchmarks.matching_groups.synthetic_circles import Shape, synthetic_circles
from tests.benchmarks.matching_groups.synthetic_schools import synthetic_schools

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a measurement must reach: a gap to the LP bound in percent (0: proven optimal by the
    solution's own certificate), and CPU seconds if there is a limit to them."""

    gap_percent: float = 0.0
    cpu_seconds: float | None = None

    def __str__(self) -> str:
        gap = f"<= {self.gap_percent:g}% of LP" if self.gap_percent else "optimal"
        return gap if self.cpu_seconds is None else f"{gap}, <= {self.cpu_seconds:g} s"


@dataclass(frozen=True, slots=True)
class Measured:
    """One problem's figures. Gaps are in percent of the bound, time is CPU of all threads.

    ``lp_gap`` is to the bound of linear programming, which knows no minimum sizes;
    the certificate's own bound knows them.
    """

    name: str
    goal: Goal
    people: int
    placed: int
    cpu_seconds: float
    value: int
    bound: int
    lp_bound: int

    @property
    def gap(self) -> float:
        """How far the solution can be below the best."""
        return 100 * (self.bound - self.value) / self.bound

    @property
    def lp_gap(self) -> float:
        """How far it is below the bound of linear programming."""
        return 100 * (self.lp_bound - self.value) / self.lp_bound

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        near = self.lp_gap <= self.goal.gap_percent if self.goal.gap_percent else self.gap == 0
        limit = self.goal.cpu_seconds
        return near and (limit is None or self.cpu_seconds <= limit)


def measurements(tell: Tell, *, large: bool) -> Iterator[Measured]:
    """Measure everything, one after the other, after one problem to warm up."""
    solve_circles(synthetic_circles(Shape(100)))
    cases = [*_SMALL.items(), *(_LARGE.items() if large else ())]
    for name, (shape, goal) in cases:
        tell(name)
        yield _circles(name, goal, synthetic_circles(shape))
    for advocates, clients in ((4, 120), (10, 400), (40, 4_000)):
        name = f"caseloads: {advocates} advocates, {clients:,} people"
        tell(name)
        caseloads = synthetic_caseloads(advocates, clients)
        cpu, solution = _timed(lambda: solve_caseloads(caseloads))  # noqa: B023 - called at once
        yield _measured(name, Goal(), cpu, solution)
    name = "schools: 12,000 requests, 900 suppliers"
    tell(name)
    schools = synthetic_schools()
    cpu, solution = _timed(lambda: solve_schools(schools))
    yield _measured(name, Goal(), cpu, solution)


_SMALL = {
    "circles: 500": (Shape(500), Goal(cpu_seconds=2)),
    "circles: 500, caps": (Shape(500, capped=True), Goal(cpu_seconds=2)),
    "circles: 500, seats for twice as many, caps": (
        Shape(500, seats_each=2.0, capped=True),
        Goal(cpu_seconds=2),
    ),
    "circles: 2,000 in one area": (Shape(2_000), Goal(0.2)),
    "circles: 10,000 in 20 areas": (Shape(10_000, 20), Goal(0.2)),
    "circles: 10,000 in 20 areas, caps": (Shape(10_000, 20, capped=True), Goal(0.2)),
    "circles: 10,000 in one conurbation, caps": (
        Shape(10_000, 20, capped=True, joined=True),
        Goal(1),
    ),
}

_LARGE = {
    "circles: 100,000 in 200 areas": (Shape(100_000, 200), Goal(0.2)),
    "circles: 100,000 in 200 areas, caps": (Shape(100_000, 200, capped=True), Goal(1)),
}


def _circles(name: str, goal: Goal, problem: Circles) -> Measured:
    cpu, solution = _timed(lambda: solve_circles(problem))
    market = market_of(problem)
    parts = (neighborhood_of(market, pairs) for pairs in components(market))
    return _measured(name, goal, cpu, solution, sum(seat_prices(part).bound for part in parts))


def _measured(
    name: str, goal: Goal, cpu: float, solution: Solution, lp_bound: int | None = None
) -> Measured:
    placed, stated = len(solution.pairs), solution.certificate
    people = placed + len(solution.unplaced)
    bound = stated.bound if lp_bound is None else lp_bound
    return Measured(name, goal, people, placed, cpu, stated.value, stated.bound, bound)


def _timed(solve: Callable[[], Solution]) -> tuple[float, Solution]:
    before = process_time()
    solution = solve()
    return process_time() - before, solution
