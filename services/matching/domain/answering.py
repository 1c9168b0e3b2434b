"""Who comes to which school at once: in turn, in the soonest month, by whoever has most left of it.

Nobody is passed over for somebody behind them: whoever is next gets the first session that fits.
Whoever has a promise keeps it while those who made it can keep it; a plan may change who comes
(``planning_visits.py``), never whether.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.matching.domain.school_days import month_end
from services.matching.domain.school_news import (
    Change,
    Closed,
    Happening,
    Matched,
    Transferred,
    Unmatched,
    Waits,
)
from services.matching.domain.schools import Asked, Comer, Schools, Visit

Choice = tuple[date, int, UUID]
"""Month, how much of it is promised already in hundredths, and whose: the lowest is best."""


def ask(schools: Schools, asked: Asked, today: date) -> Change:
    """Take a request in: somebody comes at once, or the school waits."""
    queue = (*schools.waiting, asked)
    after, happened = answer_waiting(schools.having(schools.comers, queue), today)
    return after, [*happened, *(Waits(one) for one in after.waiting if one is asked)]


def take_back(schools: Schools, request_id: UUID, reason: str, today: date) -> Change:
    """End a request; the session that is free goes to whoever is next."""
    found = schools.asked(request_id, today)
    if found is None:
        return schools, []
    asked, comer = found
    closed = Closed(asked, comer.offer_id if comer else None, reason)
    after, happened = answer_waiting(_without(schools, asked, comer), today)
    return after, [closed, *happened]


def come(schools: Schools, said: Comer, today: date) -> Change:
    """Take an offer in, or what was corrected of it; what it does not cover any more is given back.

    Where fewer sessions are left than promised, whoever is first in turn keeps theirs.
    """
    known = schools.comer(said.offer_id)
    visits = known.visits if known else ()
    kept = _kept(said, visits, today)
    lost = [v.asked for v in visits if v not in kept.visits and not v.is_past(today)]
    return _given_back(schools.with_comer(kept), lost, said.offer_id, "offer_changed", today)


def leave(schools: Schools, offer_id: UUID, reason: str, today: date) -> Change:
    """Take an offer away; others come to the schools that it was promised to, or these wait."""
    gone = schools.comer(offer_id)
    if gone is None:
        return schools, []
    rest = schools.having((c for c in schools.comers if c is not gone), schools.waiting)
    lost = [visit.asked for visit in gone.visits if not visit.is_past(today)]
    return _given_back(rest, lost, offer_id, reason, today)


def close_days(schools: Schools, today: date) -> Change:
    """Forget months that are over and offers that have ended; close what nobody came for."""
    late = [asked for asked in schools.waiting if asked.latest < today]
    comers = [
        comer.with_visits(v for v in comer.visits if month_end(v.month) >= today)
        for comer in schools.comers
        if (over_on := comer.over_on) is None or over_on >= today
    ]
    waiting = (asked for asked in schools.waiting if asked.latest >= today)
    return schools.having(comers, waiting), [Closed(a, None, "nobody_in_time") for a in late]


def answer_waiting(schools: Schools, today: date) -> Change:
    """Promise a session to whoever waits, in turn, as far as somebody can come."""
    comers = {comer.offer_id: comer for comer in schools.comers}
    giving = _by_what_they_give(schools.comers)
    happened: list[Happening] = []
    for asked in schools.waiting:
        able = (comers[one] for one in giving.get((asked.kind, asked.area), ()))
        best = min(_choices(asked, able, today), default=None)
        if best is not None:
            month, _, offer_id = best
            visit = Visit(replace(asked, lost_one=True), month)
            comers[offer_id] = comers[offer_id].visiting(visit)
            happened.append(Matched(asked, offer_id, month))
    if not happened:
        return schools, []
    placed = {one.asked.request_id for one in happened}
    waiting = (asked for asked in schools.waiting if asked.request_id not in placed)
    return schools.having(comers.values(), waiting), happened


def _choices(asked: Asked, comers: Iterable[Comer], today: date) -> Iterable[Choice]:
    for comer in comers:
        for month in comer.months_for(asked, today):
            promised = comer.promised(month)
            if promised < comer.per_month:
                yield month, 100 * promised // comer.per_month, comer.offer_id


def _by_what_they_give(comers: Iterable[Comer]) -> Mapping[tuple[str, str], Sequence[UUID]]:
    found = defaultdict(list)
    for comer in comers:
        for kind in comer.kinds:
            for area in comer.areas:
                found[kind, area].append(comer.offer_id)
    return found


def _kept(said: Comer, visits: Sequence[Visit], today: date) -> Comer:
    """Return the offer with what can be kept of the visits that were promised; past ones count."""
    kept = said.with_visits(visit for visit in visits if visit.is_past(today))
    kept = replace(kept, most=max(said.per_month, kept.busiest))
    for visit in sorted(visits, key=lambda v: v.asked.turn):
        is_allowed = not visit.is_past(today) and kept.could(visit)
        if is_allowed and kept.promised(visit.month) < kept.per_month:
            kept = kept.visiting(visit)
    return kept


def _given_back(
    rest: Schools, lost: Sequence[Asked], left: UUID, reason: str, today: date
) -> Change:
    queue = (*rest.waiting, *lost)
    after, happened = answer_waiting(rest.having(rest.comers, queue), today)
    to = {one.asked.request_id: one for one in happened if isinstance(one, Matched)}
    # Whoever loses a promise is told of first: the session may be another's by now.
    told: list[Happening] = []
    for asked in lost:
        new = to.pop(asked.request_id, None)
        if new is None:
            told += [Unmatched(asked, left, reason), Waits(asked)]
        else:
            told.append(Transferred(asked, new.offer_id, left, new.month, reason))
    return after, [*told, *to.values()]


def _without(schools: Schools, asked: Asked, comer: Comer | None) -> Schools:
    if comer is None:
        return schools.having(schools.comers, (a for a in schools.waiting if a is not asked))
    return schools.with_comer(comer.with_visits(v for v in comer.visits if v.asked is not asked))
