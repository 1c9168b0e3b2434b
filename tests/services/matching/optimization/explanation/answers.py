"""Solutions by hand: who is with whom is given, points and reasons are counted."""

from collections.abc import Mapping

from services.matching.optimization.explanation.tellings import telling_of
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.kinds import (
    AnyPerson,
    AnyProblem,
    AnySupply,
    people_of,
    supply_of,
)
from services.matching.optimization.problem.reading import read_problem
from services.matching.optimization.problem.schema import EXAMPLES
from services.matching.optimization.solution import Certificate, Pair, Reason, Solution, Unplaced


def example(kind: str) -> AnyProblem:
    return read_problem((EXAMPLES / f"{kind}.json").read_bytes())


def eligible(problem: AnyProblem, person: AnyPerson, supply: AnySupply) -> bool:
    return all(rule(problem, person, supply) for rule in telling_of(problem).holds.values())


def answer(
    problem: AnyProblem, places: Mapping[str, str], prices: Mapping[str, int] | None = None
) -> Solution:
    """The solution in which these people are with these suppliers, and nobody else is."""
    telling, supply = telling_of(problem), {one.id: one for one in supply_of(problem)}
    pairs, unplaced = [], []
    for person in people_of(problem):
        options = sum(eligible(problem, person, one) for one in supply.values())
        if person.id not in places:
            reason: Reason = "supply is scarce" if options else "no eligible supply"
            unplaced.append(Unplaced(person.id, reason))
            continue
        one = supply[places[person.id]]
        fit = sum(telling.parts(problem, person, one).values())
        worth = sum(telling.worth(problem, person, options).values())
        value = worth + telling.held(problem, person, one) + fit
        pairs.append(Pair(person.id, one.id, value, fit))
    value = sum(pair.value for pair in pairs)
    return Solution(
        kind=problem.kind,
        problem=problem_hash(problem),
        algorithm="by hand/1",
        seed=problem.seed,
        pairs=tuple(pairs),
        unplaced=tuple(unplaced),
        certificate=Certificate(value, value, "dual prices"),
        prices=tuple((prices or {}).items()),
    )
