"""Somebody's advocate leaves, or they move away from their advocate: another takes over.

Planned handovers come first, while the old advocate is still here. At the latest on the day after a
contract everybody who is left goes to whoever has room, or waits in front of all others: nobody
stays with an advocate who is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from services.matching.domain.assigning import Today, assign_waiting
from services.matching.domain.case_news import (
    Assigned,
    Change,
    Happening,
    Transferred,
    Unassigned,
    Waits,
)
from services.matching.domain.caseloads import Case, Caseloads


def hand_over(loads: Caseloads, planned: Mapping[UUID, UUID], today: Today) -> Change:
    """Hand cases (by referral) to the advocates that a plan names, as far as that still may be.

    Rooms are looked at again, so that an old plan can do too little and never too much. One
    handover can make room for another: they are tried until none is possible.
    """
    happened: list[Happening] = []
    waits = dict(planned)
    while (done := _first_possible(loads, waits, today)) is not None:
        loads, handed = done
        waits.pop(handed.case.referral_id)
        happened.append(handed)
    loads, assigned = assign_waiting(loads, today)
    return loads, happened + assigned


def _first_possible(
    loads: Caseloads, planned: Mapping[UUID, UUID], today: Today
) -> tuple[Caseloads, Transferred] | None:
    for referral_id, advocate_id in planned.items():
        case, old = loads.case(referral_id), loads.advocate_of(referral_id)
        new = loads.advocate(advocate_id)
        if case is None or old is None or new is None or new is old or today.is_leaving(new):
            continue
        if new.works_in(case.area) and case.complexity <= new.room:
            received = new.receiving(case)
            after = loads.without(referral_id).with_advocate(new.carrying(received))
            return after, Transferred(received, advocate_id, old.advocate_id, "contract_ends")
    return None


def end_contracts(loads: Caseloads, today: Today) -> Change:
    """Part with every advocate whose last day has passed."""
    happened: list[Happening] = []
    for post in loads.advocates:
        if today.is_over(post):
            loads, told = part_with(loads, post.advocate_id, "contract_ended", today)
            happened += told
    return loads, happened


def part_with(loads: Caseloads, advocate_id: UUID, reason: str, today: Today) -> Change:
    """Take a post away; everybody whom it supported goes to another, or waits in front."""
    post = loads.advocate(advocate_id)
    if post is None:
        return loads, []
    rest = loads.with_advocates(a for a in loads.advocates if a is not post)
    return _take_over(rest, post.cases, advocate_id, reason, today)


def move(loads: Caseloads, referral_id: UUID, area: str, today: Today) -> Change:
    """Follow somebody to where they live now; their advocate stays theirs if they work there."""
    case, holder = loads.case(referral_id), loads.advocate_of(referral_id)
    if case is None:
        return loads, []
    here, rest = replace(case, area=area), loads.without(referral_id)
    if holder is None:
        return _wait_elsewhere(rest, here, today)
    if holder.works_in(area):
        return rest.with_advocate(holder.without(referral_id).carrying(here)), []
    return _take_over(rest, (here,), holder.advocate_id, "moved", today)


def _wait_elsewhere(rest: Caseloads, case: Case, today: Today) -> Change:
    if not case.complexity:
        return replace(rest, newcomers=(*rest.newcomers, case)), []
    return assign_waiting(rest.with_waiting((*rest.waiting, case)), today)


def _take_over(
    rest: Caseloads, cases: Sequence[Case], left: UUID, reason: str, today: Today
) -> Change:
    after, happened = assign_waiting(rest.with_waiting((*rest.waiting, *cases)), today)
    to = {one.case.referral_id: one for one in happened if isinstance(one, Assigned)}
    lost = {c.referral_id: c.changed() for c in cases if c.referral_id not in to}
    after = after.with_waiting(lost.get(case.referral_id, case) for case in after.waiting)
    # Whoever leaves is told of first: the room may be somebody else's by now.
    told: list[Happening] = []
    for case in cases:
        new = to.pop(case.referral_id, None)
        if new is None:
            without = lost[case.referral_id]
            told += [Unassigned(without, left, reason), Waits(without)]
        else:
            told.append(Transferred(new.case, new.advocate_id, left, reason))
    return after, [*told, *to.values()]
