"""From a problem, a solution and groups to the figures of a report."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.matching.optimization.explanation.tellings import telling_of
from services.matching.optimization.fairness.eligible import Eligible, eligible_pairs
from services.matching.optimization.fairness.groups import NOT_STATED, Groups
from services.matching.optimization.fairness.intervals import FEWEST, Share, percentile
from services.matching.optimization.fairness.reachable import reachable
from services.matching.optimization.fairness.report import (
    BonusEffect,
    Dimension,
    FairnessReport,
    GroupFigures,
    Load,
    Waits,
)
from services.matching.optimization.fairness.seats import Seats, seats_of
from services.matching.optimization.problem.kinds import AnyProblem, people_of, supply_of
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.problem.parts import FewOptions
from services.matching.optimization.problem.schools import Schools
from services.matching.optimization.solution import Solution

_MEDIAN: Final = 50
_NINE_IN_TEN: Final = 90


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as columns: for each person of the problem what became of them."""

    placed: Sequence[bool]
    days: Sequence[int] | None
    eligible: Eligible
    seats: Seats
    kept: Mapping[int, int]


def measure(
    problem: AnyProblem,
    solution: Solution,
    groups: Groups | None = None,
    eligible: Eligible | None = None,
    bonus: BonusEffect | None = None,
) -> FairnessReport:
    """Measure one run. ``eligible`` saves the search for all pairs if it is known already."""
    run = _run(problem, solution, eligible or eligible_pairs(problem))
    longest, beyond = _starvation(problem, run)
    return FairnessReport(
        kind=problem.kind,
        as_of=problem.as_of.isoformat(),
        problem=solution.problem,
        algorithm=solution.algorithm,
        value=solution.certificate.value,
        bound=solution.certificate.bound,
        everybody=Share(sum(run.placed), len(run.placed)),
        fewest=FEWEST,
        options=_by_options(problem, run),
        dimensions=tuple(_dimension(run, problem, groups, d) for d in groups.dimensions)
        if groups
        else (),
        load=_load(problem, solution, run.seats),
        longest_wait=longest,
        beyond_credit=beyond,
        bonus=bonus,
    )


def _run(problem: AnyProblem, solution: Solution, eligible: Eligible) -> _Run:
    placed = {pair.person for pair in solution.pairs}
    number = {one.id: at for at, one in enumerate(supply_of(problem))}
    keeps = telling_of(problem).kept
    kept = {at: keeps(person) for at, person in enumerate(people_of(problem))}
    return _Run(
        placed=[person.id in placed for person in problem.people],
        days=days_waited(problem),
        eligible=eligible,
        seats=seats_of(problem),
        kept={at: number[supply] for at, supply in kept.items() if supply is not None},
    )


def days_waited(problem: AnyProblem) -> list[int] | None:
    """How long everybody has waited on the problem's day; ``None`` where nobody waits."""
    if isinstance(problem, Schools):
        return None
    return [(problem.as_of - person.waiting_since).days for person in problem.people]


def _dimension(run: _Run, problem: AnyProblem, groups: Groups, name: str) -> Dimension:
    members: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people_of(problem)):
        members[groups.word(person.id, name)].append(at)
    order = sorted(members, key=lambda word: (word == NOT_STATED, word))
    figures = tuple(_figures(run, word, members[word]) for word in order)
    rates = [g.placed.rate for g in figures if g.placed and g.word != NOT_STATED]
    highest = max(rates, default=0.0)
    return Dimension(name, figures, min(rates) / highest if len(rates) > 1 and highest else None)


def _figures(run: _Run, word: str, people: Sequence[int]) -> GroupFigures:
    if len(people) < FEWEST:
        return GroupFigures(word)
    options = run.eligible.options
    return GroupFigures(
        word=word,
        people=len(people),
        placed=Share(sum(run.placed[at] for at in people), len(people)),
        with_options=sum(bool(options[at]) or at in run.kept for at in people),
        reachable=reachable(run.eligible, run.seats, people, run.kept),
        waited=_waits(run, [at for at in people if run.placed[at]]),
        waiting=_waits(run, [at for at in people if not run.placed[at]]),
    )


def _waits(run: _Run, people: Sequence[int]) -> Waits | None:
    if run.days is None or len(people) < FEWEST:
        return None
    days = [run.days[at] for at in people]
    return Waits(percentile(days, _MEDIAN), percentile(days, _NINE_IN_TEN))


def option_bands(problem: AnyProblem, options: Iterable[int]) -> list[str]:
    """For each number of suppliers that the rules allow, in words, the band it falls into."""
    few_options = problem.weights.few_options if isinstance(problem, OneToOne) else FewOptions()
    few = max(2, few_options.few)
    some = max(few + 1, few_options.some)
    noun = telling_of(problem).supply
    words = (
        f"no {noun.one}",
        f"1 to {few - 1} {noun.several}",
        f"{few} to {some - 1} {noun.several}",
        f"{some} or more {noun.several}",
    )
    return [words[(n > 0) + (n >= few) + (n >= some)] for n in options]


def _by_options(problem: AnyProblem, run: _Run) -> tuple[GroupFigures, ...]:
    members: dict[str, list[int]] = defaultdict(list)
    for at, band in enumerate(option_bands(problem, run.eligible.options.tolist())):
        members[band].append(at)
    order = sorted(members, key=lambda band: int(run.eligible.options[members[band][0]]))
    return tuple(_figures(run, band, members[band]) for band in order)


def _load(problem: AnyProblem, solution: Solution, seats: Seats) -> Load:
    taken = Counter(pair.supply for pair in solution.pairs)
    loads = [taken[one.id] for one in supply_of(problem)]
    busy = [load for load in loads if load] or [0]
    return Load(
        suppliers=len(loads),
        seats=int(seats.in_all.sum()),
        by_people=tuple(sorted(Counter(loads).items())),
        without_anybody=loads.count(0),
        median=percentile(busy, _MEDIAN),
        nine_in_ten=percentile(busy, _NINE_IN_TEN),
        most=max(busy),
    )


def _starvation(problem: AnyProblem, run: _Run) -> tuple[int | None, int | None]:
    if run.days is None or isinstance(problem, Schools):
        return None, None
    waiting = [days for days, placed in zip(run.days, run.placed, strict=True) if not placed]
    credit = problem.weights.waiting.days_at_most
    return max(waiting, default=0), sum(days > credit for days in waiting)
