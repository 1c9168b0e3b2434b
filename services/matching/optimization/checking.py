"""What every checker asks of a solution in the same way; it shares nothing with any solver."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.parts import Problem
from services.matching.optimization.solution import Pair, Solution

Faults = Iterator[str]


class Words(NamedTuple):
    """How a kind of problem speaks of itself.

    ``stranger`` follows the id of somebody unknown; ``astray`` is what is wrong with a pair whose
    supply is unknown, with places for ``person`` and ``supply``; ``beside`` joins the two.
    """

    people: str
    stranger: str
    astray: str
    beside: str = "with"


def accounts(
    problem: Problem,
    solution: Solution,
    people: Collection[str],
    supply: Collection[str],
    words: Words,
) -> Faults:
    """Everybody is told of exactly once, in order, with supply that exists, for this problem."""
    placed = [pair.person for pair in solution.pairs]
    unplaced = [one.person for one in solution.unplaced]
    told = Counter([*placed, *unplaced])
    yield from (f"{one} is told of {times} times" for one, times in told.items() if times > 1)
    yield from (f"{one} {words.stranger}" for one in told if one not in people)
    yield from (f"nothing is said of {one}" for one in people if one not in told)
    for pair in solution.pairs:
        if pair.supply not in supply:
            yield words.astray.format(person=pair.person, supply=pair.supply)
    if placed != sorted(placed) or unplaced != sorted(unplaced):
        yield f"{words.people} are not in the order of their ids"
    if solution.problem != problem_hash(problem) or solution.seed != problem.seed:
        yield "this is the solution of another problem"


def points(pair: Pair, fit: int, value: int, words: Words) -> Faults:
    """A pair is worth what the score says."""
    if pair.fit != fit:
        yield f"the fit of {pair.person} {words.beside} {pair.supply} is wrong"
    if pair.value != value:
        yield f"the value of {pair.person} {words.beside} {pair.supply} is wrong"


def total(solution: Solution, value: int) -> Faults:
    """The solution states the value that was recounted, and no bound below it."""
    stated = solution.certificate
    if stated.value != value:
        yield f"the solution is worth {value}, not {stated.value}"
    if stated.bound < value:
        yield f"the bound {stated.bound} is below the solution's {value}"


def is_right(reason: str, *, has_options: bool) -> bool:
    """Return whether this is why somebody has no place."""
    return reason == ("supply is scarce" if has_options else "no eligible supply")
