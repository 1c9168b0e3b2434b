"""Small markets whose fairness can be counted on fingers."""

from datetime import date

from services.matching.optimization.fairness.groups import Groups
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson

TODAY = date(2026, 9, 30)


def two_languages() -> tuple[OneToOne, Groups]:
    """30 who speak English and 20 who speak Polish; 20 mentors for the first, 6 for the others.

    Nine of the first said nothing of their language, and all said whether they live in a town.
    """
    people = tuple(
        YoungPerson(
            id=f"yp-{n:02}",
            born=date(2005, 1, 1),
            waiting_since=date(2026, 9, 1 + n % 20) if n < 30 else date(2026, 1, 1 + n % 20),
            remote=True,
            languages=("en",) if n < 30 else ("pl",),
            slots=("tue-evening",),
        )
        for n in range(50)
    )
    mentors = tuple(
        Mentor(
            id=f"m-{n:02}",
            remote=True,
            languages=("en",) if n < 20 else ("pl",),
            slots=("tue-evening",),
            profile_complete=True,
            trained=True,
        )
        for n in range(26)
    )
    problem = OneToOne(as_of=TODAY, people=people, mentors=mentors)
    words = {
        person.id: {"home": "town" if n % 2 else "village"}
        | ({"language": "Polish" if n >= 30 else "English"} if n >= 9 else {})
        for n, person in enumerate(people)
    }
    return problem, Groups(words)


def places(english: int, polish: int) -> dict[str, str]:
    """So many of each with a place."""
    return {f"yp-{n:02}": f"m-{n:02}" for n in range(english)} | {
        f"yp-{30 + n}": f"m-{20 + n}" for n in range(polish)
    }
