"""What a pair is worth, in whole points: what the compiled scans must agree with.

About a part of which a person said nothing, every mentor gets half: silence costs nobody a place.
"""

from collections.abc import Collection
from math import isqrt
from typing import Final

from services.matching.optimization.one_to_one.reach import is_near
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.parts import FewOptions

ENOUGH_SLOTS: Final = 4
"""So many shared slots of the week earn all points for availability."""


def parts(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> dict[str, int]:
    """The points of a pair by part; their sum is its fit."""
    weights = problem.weights
    return {
        "background": _shared(weights.background, person.relates_to, mentor.backgrounds),
        "sector": _sector(problem, person, mentor),
        "place": _place(problem, person, mentor),
        "barriers": _shared(weights.barriers, person.barriers, mentor.overcame),
        "availability": _availability(weights.availability, person, mentor),
    }


def fit(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> int:
    """The points that depend on who is paired with whom."""
    return sum(parts(problem, person, mentor).values())


def worth(problem: OneToOne, person: YoungPerson, options: int) -> int:
    """What it is worth to place this person at all: base, waiting time, few options.

    ``options`` is how many mentors the rules allow them, full ones included: more seats must never
    make somebody worth less.
    """
    waited = problem.weights.waiting.points(person.waiting_since, problem.as_of)
    return waited + bonus(problem.weights.few_options, options)


def bonus(few_options: FewOptions, options: int) -> int:
    """The points of somebody with so many eligible mentors."""
    if options < few_options.few:
        return few_options.bonus
    return few_options.bonus // 2 if options < few_options.some else 0


def stickiness(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> int:
    """The points of a pair for being proposed already."""
    proposed = person.held is not None and person.held.state == "proposed"
    kept = proposed and person.held is not None and person.held.mentor == mentor.id
    return problem.weights.stickiness if kept else 0


def value(problem: OneToOne, person: YoungPerson, mentor: Mentor, options: int) -> int:
    """Everything that a pair adds to a solution."""
    placed = worth(problem, person, options)
    return placed + fit(problem, person, mentor) + stickiness(problem, person, mentor)


def _shared(weight: int, wished: Collection[str], offered: Collection[str]) -> int:
    wishes = set(wished)
    if not wishes:
        return weight // 2
    return weight // len(wishes) * len(wishes.intersection(offered))


def _sector(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> int:
    if not person.interests:
        return problem.weights.sector // 2
    if mentor.sector in person.interests:
        return problem.weights.sector
    close = any(
        (one == mentor.sector and other in person.interests)
        or (other == mentor.sector and one in person.interests)
        for one, other in problem.neighboring_sectors
    )
    return problem.weights.neighboring_sector if close else 0


def _place(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> int:
    if person.place is None or mentor.place is None or not is_near(problem, person, mentor):
        return 0
    furthest = max(problem.rules.furthest_metres, 1)
    metres = isqrt(person.place.squared_metres_to(mentor.place))
    return problem.weights.place * (furthest - metres) // furthest


def _availability(weight: int, person: YoungPerson, mentor: Mentor) -> int:
    shared = len(set(person.slots).intersection(mentor.slots))
    return weight // ENOUGH_SLOTS * min(shared, ENOUGH_SLOTS)
