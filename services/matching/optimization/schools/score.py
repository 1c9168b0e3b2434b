"""What an answered request is worth, part by part, in whole points."""

from services.matching.optimization.nearness import nearness
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier


def parts(problem: Schools, request: SchoolRequest, supplier: Supplier) -> dict[str, int]:
    """Return the points by part; their sum is the pair's fit."""
    return {
        "place": nearness(
            problem.weights.place, problem.furthest_metres, request.place, supplier.place
        ),
        "sector": problem.weights.sector if supplier.sector in request.sectors else 0,
        "stays": problem.weights.stays if supplier.id == request.answered_by else 0,
    }


def worth(problem: Schools, request: SchoolRequest) -> int:
    """Return what it is worth to answer this request at all.

    Pupil Referral Units come first: by default one of theirs outweighs any other request that
    waits, and a request that is answered already outweighs them all.
    """
    first = problem.weights.pupil_referral_unit if request.pupil_referral_unit else 0
    stands = problem.weights.answered if request.answered_by is not None else 0
    return problem.weights.base + first + stands


def pair_value(problem: Schools, request: SchoolRequest, supplier: Supplier) -> int:
    """Return what this pair adds to the solution."""
    return worth(problem, request) + sum(parts(problem, request, supplier).values())
