"""The hard rules of a supplier answering a school's request, one by one and readable.

The solver applies the same rules to columns (``pairs.py``); a test compares the two.
"""
# ruff: noqa: ARG001 - every rule is asked in the same way, and few need everything

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier

Rule = Callable[[Schools, SchoolRequest, Supplier], bool]


def kind(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """The supplier gives this kind of session."""
    return request.kind in supplier.kinds


def area(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """The supplier comes to the school's area."""
    return request.area in supplier.areas


def week(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """The supplier is not away in that week."""
    return request.week not in supplier.weeks_off


def reach(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """Near enough, where both places are known."""
    if request.place is None or supplier.place is None:
        return True
    return request.place.squared_metres_to(supplier.place) <= problem.furthest_metres**2


def not_declined(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """The school did not decline this supplier before."""
    return supplier.id not in request.declined


def capacity(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """The supplier gives any sessions at all. That they are not given twice is the solver's."""
    return supplier.per_week > 0 and supplier.in_all != 0


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "kind": kind,
        "area": area,
        "week": week,
        "reach": reach,
        "not_declined": not_declined,
        "capacity": capacity,
    }
)
"""By name, in the order in which they are told."""


def eligible(problem: Schools, request: SchoolRequest, supplier: Supplier) -> bool:
    """Say whether the supplier may answer the request."""
    return all(holds(problem, request, supplier) for holds in RULES.values())
