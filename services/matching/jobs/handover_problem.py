"""From the row of a programme's caseloads to the problem that the solver reads, and back."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from services.matching.domain.assigning import Today
from services.matching.domain.caseloads import Advocate, Case, Caseloads
from services.matching.optimization.problem import caseloads as problem
from services.matching.optimization.solution import Solution
from shared.local_day import local_day

STAYS: Final = 4000
"""Points for keeping the advocate whom somebody knows: more than all that evenness and home areas
can earn, so that nobody changes their advocate unless one leaves."""


def handover_problem(loads: Caseloads, today: Today) -> problem.Caseloads:
    """Return everybody who has an advocate, with the caps that hold for the advocates now.

    Whoever waits is not in it: they get their advocate in turn, the moment there is room.
    """
    return problem.Caseloads(
        as_of=today.day,
        seed=today.day.toordinal(),
        people=tuple(_client(case, post) for post in loads.advocates for case in post.cases),
        advocates=tuple(_advocate(post) for post in loads.advocates),
        handover_days=today.handover_days,
        weights=problem.CaseloadWeights(stays=STAYS),
    )


def planned_by(loads: Caseloads, solution: Solution) -> Mapping[UUID, UUID]:
    """Return who goes to whom, by referral: those alone whose advocate changes."""
    now = {case.referral_id: post.advocate_id for post in loads.advocates for case in post.cases}
    found = {UUID(pair.person): UUID(pair.supply) for pair in solution.pairs}
    return {referral: to for referral, to in found.items() if now[referral] != to}


def _client(case: Case, post: Advocate) -> problem.Client:
    return problem.Client(
        id=str(case.referral_id),
        area=case.area,
        complexity=case.complexity,
        waiting_since=local_day(case.since),
        advocate=str(post.advocate_id),
    )


def _advocate(post: Advocate) -> problem.Advocate:
    return problem.Advocate(
        id=str(post.advocate_id),
        home=post.home,
        covers=post.covers,
        cap=post.most,
        contract_ends=post.contract_ends,
    )
