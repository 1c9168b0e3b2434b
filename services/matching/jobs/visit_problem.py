"""From the row of a programme's schools to the problem that the solver reads, and back.

The solver knows no windows of days. A month of an offer is a supplier of its own, and what a school
asks for in its days is a kind of its own, which those months give that have a day for it. So every
pair of the problem is one that ``domain/schools.py`` allows, and no other.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from services.matching.domain.planning_visits import Place, promised_now
from services.matching.domain.schools import Asked, Comer, Schools
from services.matching.optimization.problem import schools as problem
from services.matching.optimization.solution import Solution

_WEIGHTS: Final = problem.SchoolsWeights(place=0, sector=0, stays=1)
"""Whether a school is visited outweighs who comes, however many have to change; and a change that
makes room for nobody is not made."""


def visit_problem(schools: Schools, today: date) -> problem.Schools:
    """Return all requests that are not past, answered or waiting, and what offers have for them."""
    now = promised_now(schools, today)
    live = [*(visit.asked for _, visit in schools.promised(today)), *schools.waiting]
    return problem.Schools(
        as_of=today,
        seed=today.toordinal(),
        people=tuple(_request(asked, now.get(asked.request_id)) for asked in live),
        suppliers=tuple(one for comer in schools.comers for one in _months(comer, live, today)),
        weights=_WEIGHTS,
    )


def planned_by(solution: Solution) -> dict[UUID, Place]:
    """Return who comes for which request, and in which month."""
    return {UUID(pair.person): _place(pair.supply) for pair in solution.pairs}


def _request(asked: Asked, now: Place | None) -> problem.SchoolRequest:
    return problem.SchoolRequest(
        id=str(asked.request_id),
        school=asked.school,
        kind=_kind(asked),
        week=0,
        area=asked.area,
        pupil_referral_unit=asked.is_first,
        answered_by=_named(*now) if now else None,
    )


def _months(comer: Comer, live: list[Asked], today: date) -> Iterator[problem.Supplier]:
    kinds: dict[date, set[str]] = defaultdict(set)
    for asked in live:
        for month in comer.months_for(asked, today):
            kinds[month].add(_kind(asked))
    past = comer.with_visits(visit for visit in comer.visits if visit.is_past(today))
    for month, given in sorted(kinds.items()):
        left = max(comer.per_month - past.promised(month), 0)
        yield problem.Supplier(
            id=_named(comer.offer_id, month),
            kinds=tuple(sorted(given)),
            areas=comer.areas,
            per_week=left,
            in_all=left,
        )


def _kind(asked: Asked) -> str:
    return f"{asked.kind}_{asked.earliest:%y%m%d}-{asked.latest:%y%m%d}"


def _named(offer_id: UUID, month: date) -> str:
    return f"{offer_id}:{month:%Y-%m}"


def _place(supply: str) -> Place:
    offer_id, _, month = supply.partition(":")
    return UUID(offer_id), date.fromisoformat(f"{month}-01")
