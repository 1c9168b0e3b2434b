"""The hard rules of an advocate taking a client, one by one and readable.

The solver applies the same rules to classes of alike clients (``classes.py``).
"""
# ruff: noqa: ARG001 - every rule is asked in the same way, and few need everything

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client

ENGLISH: Final = "en"
Rule = Callable[[Caseloads, Client, Advocate], bool]


def area(problem: Caseloads, client: Client, advocate: Advocate) -> bool:
    """The client lives in the advocate's home area or one that the advocate covers."""
    return client.area == advocate.home or client.area in advocate.covers


def contract(problem: Caseloads, client: Client, advocate: Advocate) -> bool:
    """The advocate takes people on, or is the client's own and still here.

    Somebody about to leave takes nobody new, and keeps a client only if no one else may take over.
    """
    if client.advocate == advocate.id:
        return advocate.contract_ends is None or advocate.contract_ends >= problem.as_of
    return not leaving(problem, advocate)


def no_conflict(problem: Caseloads, client: Client, advocate: Advocate) -> bool:
    """Nothing is known that forbids the two to work together."""
    return advocate.id not in client.conflicts


def cap(problem: Caseloads, client: Client, advocate: Advocate) -> bool:
    """The client alone fits the advocate's caseload. That all together fit is the solver's."""
    return client.complexity <= advocate.cap


def leaving(problem: Caseloads, advocate: Advocate) -> bool:
    """Say whether the contract ends within the days of a planned handover, or has ended."""
    ends = advocate.contract_ends
    return ends is not None and (ends - problem.as_of).days <= problem.handover_days


def needed(languages: Sequence[str]) -> Sequence[str]:
    """Return the languages of which somebody needs one: none whom English will do for."""
    return () if ENGLISH in languages else languages


def speaks(client: Client, advocate: Advocate) -> bool:
    """Say whether the client needs a language other than English, and the advocate speaks it.

    No rule: whoever nobody understands is supported through an interpreter.
    """
    return any(spoken in advocate.languages for spoken in needed(client.languages))


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "area": area,
        "contract": contract,
        "no_conflict": no_conflict,
        "cap": cap,
    }
)
"""By name, in the order in which they are told."""


def eligible(problem: Caseloads, client: Client, advocate: Advocate) -> bool:
    """Say whether the advocate may take, or keep, the client."""
    return all(holds(problem, client, advocate) for holds in RULES.values())
