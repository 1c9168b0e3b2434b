"""How results of a schools problem are told."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.matching.optimization.explanation import words
from services.matching.optimization.explanation.telling import Noun, Rule, Telling
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from services.matching.optimization.schools.rules import RULES
from services.matching.optimization.schools.score import parts

_SESSIONS: Final = Noun("session", "sessions")
_Rule = Rule[Schools, SchoolRequest, Supplier]


def _obstacle(
    _problem: Schools,
    request: SchoolRequest,
    supplier: Supplier,
    members: Sequence[SchoolRequest],
) -> str:
    if supplier.in_all is not None and len(members) >= supplier.in_all:
        return f"they give {_SESSIONS.count(supplier.in_all)} in all, and no more is left"
    in_week = sum(member.week == request.week for member in members)
    if in_week >= supplier.per_week:
        return f"week {request.week} is full ({_SESSIONS.count(in_week)})"
    return "they have a free place, so a better solution than this one can be found"


def _price(prices: Mapping[str, int], request: SchoolRequest, supplier: Supplier) -> int:
    """Of one more session in that week, and of one more session at all."""
    return prices.get(f"{supplier.id}@{request.week}", 0) + prices.get(supplier.id, 0)


def _worth(problem: Schools, request: SchoolRequest, _eligible: int) -> dict[str, int]:
    first = {"a Pupil Referral Unit": problem.weights.pupil_referral_unit}
    stands = {"answered already": problem.weights.answered}
    return (
        {"anybody": problem.weights.base}
        | (first if request.pupil_referral_unit else {})
        | (stands if request.answered_by is not None else {})
    )


def _most(problem: Schools) -> Mapping[str, int]:
    weights = problem.weights
    return {"place": weights.place, "sector": weights.sector, "stays": weights.stays}


_RULES: Final[Mapping[str, _Rule]] = {
    "kind": Rule(
        "they give sessions of this kind",
        "they do not give sessions of this kind",
        lambda _problem, request, _suppliers: f"suppliers gave “{words.code(request.kind)}”",
        lambda _problem, request: f"of the kind “{words.code(request.kind)}”",
    ),
    "area": Rule(
        "they come to this area",
        "they do not come to this area",
        lambda _problem, request, _suppliers: f"suppliers came to {request.area}",
        lambda *_: "",
    ),
    "week": Rule(
        "they are free in this week",
        "they are not free in this week",
        lambda _problem, request, _suppliers: f"suppliers were free in week {request.week}",
        lambda _problem, request: f"in week {request.week}",
    ),
    "reach": Rule(
        "the school is near enough",
        "the school is too far",
        lambda *_: "the way were not too far",
        lambda *_: "",
    ),
    "not_declined": Rule(
        "the school has not declined them before",
        "the school declined them before",
        lambda *_: "the school took a supplier that it declined before",
        lambda *_: "from others than those declined before",
    ),
    "capacity": Rule(
        "they give sessions at all",
        "they give no sessions at the moment",
        lambda *_: "the suppliers gave sessions again",
        lambda *_: "",
    ),
}

TELLING: Final = Telling(
    person=Noun("request", "requests"),
    supply=Noun("supplier", "suppliers"),
    recruit=Noun("session from an employer or adviser", "sessions from employers or advisers"),
    holds=RULES,
    rules=_RULES,
    parts=parts,
    most=_most,
    part_words={
        "place": "how near they are",
        "sector": "a sector that the school asked for",
        "stays": "they come already",
    },
    worth=_worth,
    held=lambda _problem, _request, _supplier: 0,
    price=_price,
    kept=lambda _request: None,
    obstacle=_obstacle,
    where=lambda request: f"in {request.area}",
    asks=lambda request: f"of the kind “{words.code(request.kind)}”",
    note=lambda *_: "",
)
