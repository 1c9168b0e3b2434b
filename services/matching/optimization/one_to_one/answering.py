"""From a problem to its published solution."""

from collections.abc import Iterator

from services.matching.optimization.one_to_one import score
from services.matching.optimization.one_to_one.market import market_of
from services.matching.optimization.one_to_one.solving import (
    ALGORITHM,
    Progress,
    Settings,
    Solved,
    solve_market,
)
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.one_to_one import OneToOne, YoungPerson
from services.matching.optimization.solution import Certificate, Pair, Reason, Solution, Unplaced


def solve_one_to_one(
    problem: OneToOne, settings: Settings | None = None, progress: Progress | None = None
) -> Solution:
    """Match young people with mentors as well as can be, with the proof.

    Accepted matches are among the pairs, and add nothing: they stood before. Raises ValueError for
    an accepted match with a mentor whom the problem does not have.
    """
    _refuse_unknown(problem)
    solved = solve_market(market_of(problem), settings, progress)
    value, bound = solved.value, solved.bound
    return Solution(
        kind=problem.kind,
        problem=problem_hash(problem),
        algorithm=ALGORITHM,
        seed=problem.seed,
        pairs=tuple(sorted(_pairs(problem, solved), key=lambda pair: pair.person)),
        unplaced=tuple(sorted(_unplaced(problem, solved), key=lambda one: one.person)),
        certificate=Certificate(value, bound, "dual prices"),
        prices=tuple(sorted(_prices(problem, solved))),
    )


def _refuse_unknown(problem: OneToOne) -> None:
    known = {mentor.id for mentor in problem.mentors}
    for person in problem.people:
        if is_accepted(person) and person.held and person.held.mentor not in known:
            raise ValueError(
                f"{person.id} has accepted {person.held.mentor}, who is not among the mentors;"
                " add the mentor, or leave the person out"
            )


def is_accepted(person: YoungPerson) -> bool:
    """Whether the person has a match that no run may break."""
    return person.held is not None and person.held.state == "accepted"


def _pairs(problem: OneToOne, solved: Solved) -> Iterator[Pair]:
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    for at, person in enumerate(problem.people):
        number = int(solved.match[at])
        if is_accepted(person) and person.held:
            fit = score.fit(problem, person, mentors[person.held.mentor])
            yield Pair(person.id, person.held.mentor, 0, fit)
        elif number >= 0:
            mentor, options = problem.mentors[number], int(solved.options[at])
            value = score.value(problem, person, mentor, options)
            yield Pair(person.id, mentor.id, value, score.fit(problem, person, mentor))


def _unplaced(problem: OneToOne, solved: Solved) -> Iterator[Unplaced]:
    for at, person in enumerate(problem.people):
        if solved.match[at] < 0 and not is_accepted(person):
            reason: Reason = "supply is scarce" if solved.options[at] else "no eligible supply"
            yield Unplaced(person.id, reason)


def _prices(problem: OneToOne, solved: Solved) -> Iterator[tuple[str, int]]:
    for mentor, price in zip(problem.mentors, solved.price.tolist(), strict=True):
        if price > 0:
            yield mentor.id, price
