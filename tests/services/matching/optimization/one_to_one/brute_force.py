"""The best value of a tiny problem by trying everything, with nothing but the scalar rules."""

from functools import cache

from services.matching.optimization.one_to_one import rules, score
from services.matching.optimization.problem.one_to_one import OneToOne


def best_value(problem: OneToOne) -> int:
    """What the best of all possible matchings is worth."""
    free = [mentor.capacity for mentor in problem.mentors]
    for person in problem.people:
        if person.held and person.held.state == "accepted":
            free[[mentor.id for mentor in problem.mentors].index(person.held.mentor)] -= 1
    rows = [_row(problem, at) for at in range(len(problem.people))]

    @cache
    def best(at: int, left: tuple[int, ...]) -> int:
        if at == len(rows):
            return 0
        most = best(at + 1, left)
        for mentor, value in rows[at].items():
            if left[mentor] > 0:
                fewer = (*left[:mentor], left[mentor] - 1, *left[mentor + 1 :])
                most = max(most, value + best(at + 1, fewer))
        return most

    return best(0, tuple(max(0, seats) for seats in free))


def _row(problem: OneToOne, at: int) -> dict[int, int]:
    person = problem.people[at]
    if person.held and person.held.state == "accepted":
        return {}
    allowed = [j for j, m in enumerate(problem.mentors) if rules.eligible(problem, person, m)]
    return {j: score.value(problem, person, problem.mentors[j], len(allowed)) for j in allowed}
