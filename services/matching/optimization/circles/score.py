"""What a seat in a circle is worth, part by part, in whole points."""

from services.matching.optimization.nearness import nearness
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker


def parts(problem: Circles, person: Jobseeker, session: HostedSession) -> dict[str, int]:
    """Return the points by part; their sum is the pair's fit."""
    return {
        "place": nearness(
            problem.weights.place, problem.furthest_metres, person.place, session.place
        ),
        "interest": problem.weights.interest if session.sector in person.interests else 0,
    }


def worth(problem: Circles, person: Jobseeker) -> int:
    """Return what it is worth to seat this person at all: it grows with the days they wait."""
    return problem.weights.waiting.points(person.waiting_since, problem.as_of)


def pair_value(problem: Circles, person: Jobseeker, session: HostedSession) -> int:
    """Return what this seat adds to the solution."""
    return worth(problem, person) + sum(parts(problem, person, session).values())
