"""The hard rules of a pair, one function each: what the compiled scans must agree with."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from services.matching.optimization.one_to_one.reach import is_near
from services.matching.optimization.one_to_one.score import fit
from services.matching.optimization.problem.one_to_one import (
    Clearance,
    Mentor,
    OneToOne,
    YoungPerson,
)

OF_AGE: Final = 18
"""From this age on nobody asks for a mentor's clearance."""

Rule = Callable[[OneToOne, YoungPerson, Mentor], bool]


def age(born: date, on: date) -> int:
    """The completed years of somebody; born on 29 February, a year is completed on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def counts(problem: OneToOne, clearance: Clearance) -> bool:
    """Whether a check is one for minors and valid on the problem's day; its last day is."""
    return (
        clearance.kind in problem.rules.clearances_for_minors
        and clearance.checked <= problem.as_of <= clearance.recheck_by
    )


def _profile_complete(_problem: OneToOne, _person: YoungPerson, mentor: Mentor) -> bool:
    return mentor.profile_complete


def _trained(_problem: OneToOne, _person: YoungPerson, mentor: Mentor) -> bool:
    return mentor.trained


def _not_paused(_problem: OneToOne, _person: YoungPerson, mentor: Mentor) -> bool:
    return not mentor.paused


def _age_in_programme(problem: OneToOne, person: YoungPerson, _mentor: Mentor) -> bool:
    return problem.rules.youngest <= age(person.born, problem.as_of) <= problem.rules.oldest


def _age_in_band(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return mentor.youngest <= age(person.born, problem.as_of) <= mentor.oldest


def _clearance(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    if age(person.born, problem.as_of) >= OF_AGE:
        return True
    return any(
        clearance.nation == person.nation and counts(problem, clearance)
        for clearance in mentor.clearances
    )


def _language(_problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return not set(person.languages).isdisjoint(mentor.languages)


def _availability(_problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return not set(person.slots).isdisjoint(mentor.slots)


def _reach(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return (person.remote and mentor.remote) or is_near(problem, person, mentor)


def _fits_well_enough(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return fit(problem, person, mentor) >= problem.rules.least_fit


def _no_conflict(_problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    return mentor.id not in person.conflicts


RULES: Final[Mapping[str, Rule]] = {
    "profile_complete": _profile_complete,
    "trained": _trained,
    "not_paused": _not_paused,
    "age_in_programme": _age_in_programme,
    "age_in_band": _age_in_band,
    "clearance": _clearance,
    "language": _language,
    "availability": _availability,
    "reach": _reach,
    "no_conflict": _no_conflict,
    "fit": _fits_well_enough,
}
"""By name, in the order in which they are told. All must hold."""


def eligible(problem: OneToOne, person: YoungPerson, mentor: Mentor) -> bool:
    """Whether every hard rule lets the two be matched. Seats are no rule: they are counted."""
    return all(holds(problem, person, mentor) for holds in RULES.values())
