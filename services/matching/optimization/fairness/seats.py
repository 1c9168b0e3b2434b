"""How many people a supplier can take, and in which of its weeks."""

from dataclasses import dataclass

import numpy as np

from services.matching.optimization.fairness.eligible import Ints
from services.matching.optimization.problem.caseloads import Caseloads
from services.matching.optimization.problem.circles import Circles
from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.problem.schools import Schools


@dataclass(frozen=True, slots=True)
class Seats:
    """``in_all`` is what each supplier can take; ``at_once`` in each of its weeks.

    ``week`` is the week of each person, 0 where a kind has none. For caseloads it is an upper
    bound: as if everybody were as little work as the least complex person.
    """

    in_all: Ints
    at_once: Ints
    week: Ints


def seats_of(problem: AnyProblem) -> Seats:
    """Count the seats of every supplier."""
    match problem:
        case OneToOne():
            return _plain(problem, [mentor.capacity for mentor in problem.mentors])
        case Circles():
            return _plain(problem, [session.seats_max for session in problem.sessions])
        case Caseloads():
            least = min((client.complexity for client in problem.people), default=1)
            return _plain(problem, [advocate.cap // least for advocate in problem.advocates])
        case Schools():
            week = np.array([request.week for request in problem.people], np.int64)
            most = len(problem.people)
            in_all = [most if s.in_all is None else s.in_all for s in problem.suppliers]
            at_once = [supplier.per_week for supplier in problem.suppliers]
            return Seats(np.array(in_all, np.int64), np.array(at_once, np.int64), week)


def _plain(problem: AnyProblem, seats: list[int]) -> Seats:
    counted = np.array(seats, np.int64)
    return Seats(counted, counted, np.zeros(len(problem.people), np.int64))
