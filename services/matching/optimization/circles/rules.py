"""The hard rules of a seat in a circle, one by one and readable: what explanations speak of.

The solver applies the same rules to columns (``market.py``); a test compares the two.
"""
# ruff: noqa: ARG001 - every rule is asked in the same way, and few need everything

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker

Rule = Callable[[Circles, Jobseeker, HostedSession], bool]


def same_track(problem: Circles, person: Jobseeker, session: HostedSession) -> bool:
    """Tracks never mix: graduates sit with graduates only."""
    return person.track == session.track


def available(problem: Circles, person: Jobseeker, session: HostedSession) -> bool:
    """The person can come in the session's weekly slot."""
    return session.slot in person.slots


def within_reach(problem: Circles, person: Jobseeker, session: HostedSession) -> bool:
    """Near enough where both places are known, else in the same area."""
    if person.place is None or session.place is None:
        return person.area == session.area
    return person.place.squared_metres_to(session.place) <= problem.furthest_metres**2


def not_declined(problem: Circles, person: Jobseeker, session: HostedSession) -> bool:
    """The person did not decline this session before."""
    return session.id not in person.declined


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "track": same_track,
        "availability": available,
        "reach": within_reach,
        "not_declined": not_declined,
    }
)
"""By name, in the order in which they are told. ``balance`` is a rule of the circle as a whole."""


def eligible(problem: Circles, person: Jobseeker, session: HostedSession) -> bool:
    """Say whether the person may be seated in the session. A seat that is held stays regardless."""
    return all(holds(problem, person, session) for holds in RULES.values())
