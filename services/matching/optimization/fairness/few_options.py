"""What the bonus for few options does: the same problem with it and without."""

from collections import Counter

from services.matching.optimization.fairness.eligible import Eligible
from services.matching.optimization.fairness.measuring import option_bands
from services.matching.optimization.fairness.report import BonusEffect
from services.matching.optimization.one_to_one.score import bonus
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.solution import Solution


def without_bonus(problem: OneToOne) -> OneToOne:
    """The same problem, but nobody earns points for having few options."""
    few_options = problem.weights.few_options.model_copy(update={"bonus": 0})
    weights = problem.weights.model_copy(update={"few_options": few_options})
    return problem.model_copy(update={"weights": weights})


def bonus_effect(
    problem: OneToOne, solution: Solution, plain: Solution, eligible: Eligible
) -> BonusEffect:
    """Compare a run with one of `without_bonus`.

    Its cost is what all other points lose, as a share of what they could be. Bands of fewer people
    than may be told are not left out here: they name nobody, only how many options there are.
    """
    options = {
        person.id: int(count)
        for person, count in zip(problem.people, eligible.options, strict=True)
    }
    with_it, without = (
        Counter(options[pair.person] for pair in run.pairs) for run in (solution, plain)
    )
    kept = {p.id for p in problem.people if p.held and p.held.state == "accepted"}
    paid = sum(
        bonus(problem.weights.few_options, options[pair.person])
        for pair in solution.pairs
        if pair.person not in kept  # they stood before, and earn nothing in a run
    )
    points = sum(pair.value for pair in solution.pairs) - paid
    best = sum(pair.value for pair in plain.pairs)
    return BonusEffect(
        _bands(problem, options, with_it, without), (best - points) / best if best else 0.0
    )


def _bands(
    problem: OneToOne,
    options: dict[str, int],
    with_it: Counter[int],
    without: Counter[int],
) -> tuple[tuple[str, int, int, int], ...]:
    people = Counter(options.values())
    numbers = sorted(people)
    rows: dict[str, list[int]] = {}
    for number, band in zip(numbers, option_bands(problem, numbers), strict=True):
        row = rows.setdefault(band, [0, 0, 0])
        for at, counted in enumerate((people, with_it, without)):
            row[at] += counted[number]
    return tuple((band, all_, with_, without_) for band, (all_, with_, without_) in rows.items())
