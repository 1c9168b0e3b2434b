"""How far is too far to meet in person: both the rules and the points for place ask it."""

from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson


def is_near(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    """Whether the two can meet in person; the furthest distance itself is near enough."""
    if person.place is None or mentor.place is None:
        return False
    return person.place.squared_metres_to(mentor.place) <= problem.rules.furthest_metres**2
