"""What a client with an advocate is worth, part by part, and what uneven caseloads cost."""

from collections.abc import Mapping

from services.matching.optimization.caseloads.rules import leaving, speaks
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client


def parts(problem: Caseloads, client: Client, advocate: Advocate) -> dict[str, int]:
    """Return the points by part; their sum is the pair's fit.

    With an advocate who is about to leave there are none: any handover is better.
    """
    weights, stays_on = problem.weights, not leaving(problem, advocate)
    return {
        "home": weights.home if stays_on and client.area == advocate.home else 0,
        "language": weights.language if stays_on and speaks(client, advocate) else 0,
        "stays": weights.stays if stays_on and client.advocate == advocate.id else 0,
        "in_care": weights.in_care if stays_on and client.advocate is not None else 0,
    }


def worth(problem: Caseloads, client: Client) -> int:
    """Return what it is worth to support this client at all: it grows with the days they wait."""
    return problem.weights.waiting.points(client.waiting_since, problem.as_of)


def pair_value(problem: Caseloads, client: Client, advocate: Advocate) -> int:
    """Return what this pair adds to the solution."""
    return worth(problem, client) + sum(parts(problem, client, advocate).values())


def share(advocate: Advocate, load: int) -> int:
    """Return how full a caseload is, in whole hundredths of its cap, rounded down."""
    return 100 * load // advocate.cap


def shared(problem: Caseloads) -> list[Advocate]:
    """Return whose caseloads are to be even: all who stay and take anybody at all."""
    return [one for one in problem.advocates if one.cap and not leaving(problem, one)]


def unevenness(problem: Caseloads, loads: Mapping[str, int]) -> int:
    """Return the points lost for the distance between the fullest and the emptiest caseload."""
    shares = [share(advocate, loads.get(advocate.id, 0)) for advocate in shared(problem)]
    return problem.weights.balance * (max(shares) - min(shares)) if shares else 0
