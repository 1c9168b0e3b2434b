"""A made-up region in which few mentors speak anything but English, drawn from a seed."""

from typing import Final

from services.matching.optimization.fairness.groups import Groups
from services.matching.optimization.problem.one_to_one import OneToOne
from tests.benchmarks.matching.synthetic_market import draw, problem_of

MENTORS_EACH: Final = 0.65
"""With 1.27 places each, this makes 0.83 places a young person: scarce, as in the research."""


def region(people: int, seed: int) -> tuple[OneToOne, Groups]:
    """A problem, and apart from it who needs a language other than English."""
    problem = problem_of(draw(people, seed, MENTORS_EACH))
    words = {
        person.id: {"language": "English" if "en" in person.languages else "another"}
        for person in problem.people
    }
    return problem, Groups(words)
