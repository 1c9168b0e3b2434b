"""What a seat in a circle is worth, part by part, in whole points."""

from math import isqrt

from services.matching.optimization.circles.rules import squared_metres
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker


def parts(problem: Circles, person: Jobseeker, session: HostedSession) -> dict[str, int]:
    """Return the points by part; their sum is the pair's fit."""
    return {
        "place": _place(problem, person, session),
        "interest": problem.weights.interest if session.sector in person.interests else 0,
    }


def worth(problem: Circles, person: Jobseeker) -> int:
    """Return what it is worth to seat this person at all: it grows with the days they wait."""
    waiting = problem.weights.waiting
    days = max(0, (problem.as_of - person.waiting_since).days)
    return waiting.base + waiting.per_day * min(days, waiting.days_at_most)


def pair_value(problem: Circles, person: Jobseeker, session: HostedSession) -> int:
    """Return what this seat adds to the solution."""
    return worth(problem, person) + sum(parts(problem, person, session).values())


def _place(problem: Circles, person: Jobseeker, session: HostedSession) -> int:
    """All points at the door, none at the furthest; half of them if only the area is known."""
    most, furthest = problem.weights.place, problem.furthest_metres
    if person.place is None or session.place is None:
        return most // 2
    metres = isqrt(squared_metres(person.place, session.place))
    return most * max(0, furthest - metres) // furthest if furthest else most
