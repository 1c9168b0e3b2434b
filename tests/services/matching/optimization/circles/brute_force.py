"""The best circles by trying every seating there is."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

from services.matching.optimization.circles.rules import eligible
from services.matching.optimization.circles.score import pair_value
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker

Seat = tuple[Jobseeker, HostedSession | None]


def best_value(problem: Circles) -> int:
    """Return the worth of the best seating."""
    return max(_value(problem, seating) for seating in _seatings(problem))


def _seatings(problem: Circles) -> Iterator[tuple[Seat, ...]]:
    options = [[(person, s) for s in _options(problem, person)] for person in problem.people]
    yield from (seating for seating in product(*options) if _whole(problem, seating))


def _options(problem: Circles, person: Jobseeker) -> list[HostedSession | None]:
    if person.seat is not None:
        return [next(s for s in problem.sessions if s.id == person.seat)]
    return [None, *(s for s in problem.sessions if eligible(problem, person, s))]


def _whole(problem: Circles, seating: tuple[Seat, ...]) -> bool:
    return all(_circle_holds(problem, session, seating) for session in problem.sessions)


def _circle_holds(problem: Circles, session: HostedSession, seating: tuple[Seat, ...]) -> bool:
    members = [person for person, seat in seating if seat is session]
    held = [person for person in members if person.seat is not None]
    small = len(members) < session.seats_min and not held
    if members and (small or len(members) > max(session.seats_max, len(held))):
        return False
    for cap in problem.caps:
        said = Counter(m.balance.get(cap.by) for m in members)
        before = Counter(m.balance.get(cap.by) for m in held)
        if any(n > max(cap.at_most, before[w]) for w, n in said.items() if w is not None):
            return False
    return True


def _value(problem: Circles, seating: tuple[Seat, ...]) -> int:
    return sum(pair_value(problem, p, session) for p, session in seating if session is not None)
