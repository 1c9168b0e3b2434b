"""What a plan over the whole programme changes: others come, so that more schools are visited.

A plan takes no promise away. It is made of the row as it was read, and holds for that row alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.matching.domain.school_news import Change, Happening, Matched, Transferred
from services.matching.domain.schools import Comer, Schools, Visit

Place = tuple[UUID, date]
Planned = Mapping[UUID, Place]
"""By request: whose offer, and in which month."""


def promised_now(schools: Schools, today: date) -> dict[UUID, Place]:
    """Return who comes for which request, as far as that is not past."""
    return {
        visit.asked.request_id: (comer.offer_id, visit.month)
        for comer, visit in schools.promised(today)
    }


def follow_plan(schools: Schools, planned: Planned, today: date) -> Change:
    """Let those come whom the plan names.

    Nothing changes if nobody new is visited, or if the plan takes a promise away or breaks a rule:
    it is judged here anew, whoever made it.
    """
    before = promised_now(schools, today)
    waiting = {asked.request_id: asked for asked in schools.waiting}
    new = [asked for asked in schools.waiting if asked.request_id in planned]
    if not new or not before.keys() <= planned.keys() <= before.keys() | waiting.keys():
        return schools, []
    comers = _as_planned(schools, planned, today)
    if not all(_keeps_rules(comer, today) for comer in comers):
        return schools, []
    moved: list[Happening] = [
        Transferred(visit.asked, to, comer.offer_id, month, "makes_room")
        for comer, visit in schools.promised(today)
        for to, month in [planned[visit.asked.request_id]]
        if (to, month) != (comer.offer_id, visit.month)
    ]
    rest = (asked for asked in schools.waiting if asked.request_id not in planned)
    matched = [Matched(asked, *planned[asked.request_id]) for asked in new]
    return schools.having(comers, rest), [*moved, *matched]


def _as_planned(schools: Schools, planned: Planned, today: date) -> list[Comer]:
    asked = {visit.asked.request_id: visit.asked for _, visit in schools.promised(today)}
    asked |= {one.request_id: one for one in schools.waiting}
    comers = {
        comer.offer_id: comer.with_visits(v for v in comer.visits if v.is_past(today))
        for comer in schools.comers
    }
    for request_id, (offer_id, month) in planned.items():
        visit = Visit(replace(asked[request_id], lost_one=True), month)
        comers[offer_id] = comers[offer_id].visiting(visit)
    return list(comers.values())


def _keeps_rules(comer: Comer, today: date) -> bool:
    return all(
        comer.could(visit) and comer.promised(visit.month) <= comer.per_month
        for visit in comer.visits
        if not visit.is_past(today)
    )
