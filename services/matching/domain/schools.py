"""Support for schools: who comes to the schools of a programme, and who waits, as one row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from services.matching.domain.clearance import day_after
from services.matching.domain.school_days import Span, days_of, month_end, months_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One session that a school asks for, on a day from ``earliest`` to ``latest``.

    ``is_first`` says that its kind of school comes before all others (Pupil Referral Units). Among
    their like, whoever lost somebody (``lost_one``) comes before whoever has had nobody.
    """

    request_id: UUID
    school: str
    area: str
    kind: str
    earliest: date
    latest: date
    since: datetime
    is_first: bool = False
    lost_one: bool = False

    @property
    def turn(self) -> tuple[bool, bool, datetime, UUID]:
        """The place in the queue: the lowest is next."""
        return not self.is_first, not self.lost_one, self.since, self.request_id

    @property
    def days(self) -> Span:
        """The days that would do."""
        return Span(self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that is promised to a school, in one month; ``month`` is its first day."""

    asked: Asked
    month: date

    @property
    def last_day(self) -> date:
        """The last day on which the school would have it."""
        return min(self.asked.latest, month_end(self.month))

    def is_past(self, today: date) -> bool:
        """Return whether its days are over: it was held or not, and nobody can take it over."""
        return self.last_day < today


@dataclass(frozen=True, slots=True)
class Comer:
    """An adviser or employer who comes to schools, and to which they have promised to.

    ``per_month`` is the most sessions of a month, ``busiest`` how many are promised in the month
    that has most. ``most`` is what that may not exceed: ``per_month``, or what had been held in a
    month already when fewer were offered.
    """

    offer_id: UUID
    areas: tuple[str, ...]
    kinds: tuple[str, ...]
    per_month: int
    starts: date
    ends: date | None = None
    visits: tuple[Visit, ...] = ()
    busiest: int = 0
    most: int = 0

    def promised(self, month: date) -> int:
        """Return how many sessions of the month are promised."""
        return sum(visit.month == month for visit in self.visits)

    @property
    def over_on(self) -> date | None:
        """The last day on which the offer matters; ``None`` if no end is known."""
        if self.ends is None:
            return None
        return max([self.ends, *(month_end(visit.month) for visit in self.visits)])

    def gives(self, asked: Asked) -> bool:
        """Return whether they come to that area for that kind of session."""
        return asked.area in self.areas and asked.kind in self.kinds

    def days_for(self, asked: Asked) -> Span:
        """Return the days on which both could."""
        return asked.days.within(Span(self.starts, self.ends))

    def could(self, visit: Visit) -> bool:
        """Return whether a visit keeps every rule, but for how many there are."""
        days = self.days_for(visit.asked).within(days_of(visit.month))
        return self.gives(visit.asked) and not days.is_empty

    def months_for(self, asked: Asked, today: date) -> tuple[date, ...]:
        """Return the months from today on in which they could come, soonest first."""
        if not self.gives(asked):
            return ()
        return tuple(months_of(self.days_for(asked).within(Span(today, None))))

    def visiting(self, visit: Visit) -> "Comer":
        """Return them with one more visit promised."""
        return self.with_visits((*self.visits, visit))

    def with_visits(self, visits: Iterable[Visit]) -> "Comer":
        """Return them with exactly these visits promised."""
        kept = tuple(visits)
        busiest = max(Counter(visit.month for visit in kept).values(), default=0)
        return replace(self, visits=kept, busiest=busiest)


@dataclass(frozen=True, slots=True)
class Schools:
    """Everybody who comes to schools, what they promised, and who waits.

    All that competes for a session is behind this one row's lock: a request is in exactly one
    place. ``waiting`` is in turn. ``due_at`` is when the first of the days is over that matter.
    A promise stays until its month is over, since it counts in that month.
    """

    programme: str
    comers: tuple[Comer, ...] = ()
    waiting: tuple[Asked, ...] = ()
    due_at: datetime | None = None

    def comer(self, offer_id: UUID) -> Comer | None:
        """Return who made this offer."""
        return next((c for c in self.comers if c.offer_id == offer_id), None)

    def promised(self, today: date) -> Iterator[tuple[Comer, Visit]]:
        """Yield who is still to come to whom. A past visit may be of a request that lives anew."""
        for comer in self.comers:
            for visit in comer.visits:
                if not visit.is_past(today):
                    yield comer, visit

    def asked(self, request_id: UUID, today: date) -> tuple[Asked, Comer | None] | None:
        """Return the request and who comes for it, if it waits or somebody is still to come."""
        for comer, visit in self.promised(today):
            if visit.asked.request_id == request_id:
                return visit.asked, comer
        return next(((a, None) for a in self.waiting if a.request_id == request_id), None)

    def with_comer(self, comer: Comer) -> "Schools":
        """Return them with this one in place of what was known of the offer."""
        known = {c.offer_id: c for c in self.comers} | {comer.offer_id: comer}
        return self.having(known.values(), self.waiting)

    def having(self, comers: Iterable[Comer], waiting: Iterable[Asked]) -> "Schools":
        """Return them with exactly these, in order, and when the next of their days is over."""
        coming = tuple(sorted(comers, key=attrgetter("offer_id")))
        queue = tuple(sorted(waiting, key=attrgetter("turn")))
        last_days = [
            *(asked.latest for asked in queue),
            *(month_end(visit.month) for comer in coming for visit in comer.visits),
            *(over_on for comer in coming if (over_on := comer.over_on) is not None),
        ]
        due_at = min(map(day_after, last_days), default=None)
        return replace(self, comers=coming, waiting=queue, due_at=due_at)
