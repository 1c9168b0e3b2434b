"""From the row of a programme's caseloads to the problem that the solver reads, and back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.matching.domain.assigning import Today
from services.matching.domain.caseloads import Advocate, Case, Caseloads
from services.matching.optimization.caseloads.rules import ENGLISH
from services.matching.optimization.problem import caseloads as problem
from services.matching.optimization.solution import Solution
from shared.local_day import local_day

Languages = Mapping[UUID, tuple[str, ...]]
"""What somebody speaks, by who they are to those who may know."""

_ENGLISH: Final = (ENGLISH,)

STAYS: Final = 4000
"""Points for keeping the advocate whom somebody knows: more than all that evenness, home areas
and languages can earn, so that nobody changes their advocate unless one leaves."""


def handover_problem(
    loads: Caseloads, today: Today, languages: Languages = MappingProxyType({})
) -> problem.Caseloads:
    """Return everybody who has an advocate, with the caps that hold for the advocates now.

    ``languages`` says what people and advocates speak, of those who said so; others speak English.
    Whoever waits is not in it: they get their advocate in turn, the moment there is room.
    """
    return problem.Caseloads(
        as_of=today.day,
        seed=today.day.toordinal(),
        people=tuple(
            _client(case, post, languages) for post in loads.advocates for case in post.cases
        ),
        advocates=tuple(_advocate(post, languages) for post in loads.advocates),
        handover_days=today.handover_days,
        weights=problem.CaseloadWeights(stays=STAYS),
    )


def planned_by(loads: Caseloads, solution: Solution) -> Mapping[UUID, UUID]:
    """Return who goes to whom, by referral: those alone whose advocate changes."""
    now = {case.referral_id: post.advocate_id for post in loads.advocates for case in post.cases}
    found = {UUID(pair.person): UUID(pair.supply) for pair in solution.pairs}
    return {referral: to for referral, to in found.items() if now[referral] != to}


def _client(case: Case, post: Advocate, languages: Languages) -> problem.Client:
    return problem.Client(
        id=str(case.referral_id),
        area=case.area,
        complexity=case.complexity,
        waiting_since=local_day(case.since),
        advocate=str(post.advocate_id),
        languages=languages.get(case.person_id, _ENGLISH),
    )


def _advocate(post: Advocate, languages: Languages) -> problem.Advocate:
    return problem.Advocate(
        id=str(post.advocate_id),
        home=post.home,
        covers=post.covers,
        cap=post.most,
        contract_ends=post.contract_ends,
        languages=languages.get(post.person_id, _ENGLISH) if post.person_id else _ENGLISH,
    )
