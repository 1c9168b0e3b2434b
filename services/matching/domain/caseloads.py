"""Caseloads: the advocates of a programme and everybody whom they support, as one row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from operator import attrgetter
from typing import Final, Literal
from uuid import UUID

from services.matching.domain.clearance import day_after

Track = Literal["general", "graduates"]

_COUNTING_BEGAN: Final = datetime(2018, 1, 1, tzinfo=UTC)


def counted_from(accepted_at: datetime) -> int:
    """Return where the changes of a case begin to count: the minutes of a calendar of our own.

    So somebody who withdraws and is accepted anew does not hear numbers for a second time.
    """
    return max(0, (accepted_at - _COUNTING_BEGAN) // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Case:
    """One referral to a programme of caseloads.

    ``since`` is when it was accepted, and whoever lost an advocate (``in_care``) comes before
    everybody who has had none. ``complexity`` is how much of a caseload it takes, 1 to 3, and 0
    while nobody has looked. ``week_turn`` is which of the advocate's weekly times for visits is
    theirs. ``speakers`` are the advocates who speak what the person needs other than English, as
    far as both chose to say; the language itself stays sealed. ``changes`` counts who supports them
    (``counted_from`` says from where).
    """

    referral_id: UUID
    person_id: UUID
    area: str
    track: Track
    since: datetime
    complexity: int = 0
    in_care: bool = False
    week_turn: int = 0
    changes: int = 0
    speakers: tuple[UUID, ...] = ()

    def changed(self) -> "Case":
        """Return it with one change more in who supports the person."""
        return replace(self, changes=self.changes + 1)

    @property
    def turn(self) -> tuple[bool, datetime, UUID]:
        """The place in the queue: the lowest is next."""
        return not self.in_care, self.since, self.referral_id


@dataclass(frozen=True, slots=True)
class Advocate:
    """One advocate in post. ``cap`` and ``load`` are in units of complexity.

    ``most`` is what ``load`` may not exceed: the cap, or what was carried when the cap was lowered.
    ``person_id`` is who they are to those who may know more of them.
    """

    advocate_id: UUID
    home: str
    covers: tuple[str, ...]
    cap: int
    contract_ends: date | None = None
    cases: tuple[Case, ...] = ()
    load: int = 0
    most: int = 0
    person_id: UUID | None = None

    @property
    def room(self) -> int:
        """How much more complexity the caseload takes."""
        return self.cap - self.load

    @property
    def share(self) -> int:
        """How full the caseload is, in whole hundredths of its cap."""
        return 100 * self.load // self.cap

    def works_in(self, area: str) -> bool:
        """Return whether somebody there can be supported."""
        return area == self.home or area in self.covers

    def has(self, referral_id: UUID) -> bool:
        """Return whether they support this person."""
        return any(case.referral_id == referral_id for case in self.cases)

    def carrying(self, case: Case) -> "Advocate":
        """Return them with this case, as ``receiving`` gave it, on their caseload."""
        return self.with_cases((*self.cases, case))

    def receiving(self, case: Case) -> Case:
        """Return the case as it would be on this caseload.

        It keeps its time of the week for visits, unless somebody else here has that one.
        """
        taken = {known.week_turn for known in self.cases}
        free = next(turn for turn in count() if turn not in taken)
        turn = free if case.week_turn in taken else case.week_turn
        return replace(case.changed(), in_care=True, week_turn=turn)

    def without(self, referral_id: UUID) -> "Advocate":
        """Return them without this case."""
        return self.with_cases(tuple(c for c in self.cases if c.referral_id != referral_id))

    def with_cases(self, cases: tuple[Case, ...]) -> "Advocate":
        """Return them with exactly these cases; a caseload above its cap can only shrink."""
        load = sum(case.complexity for case in cases)
        return replace(self, cases=cases, load=load, most=max(self.cap, min(self.most, load)))

    def corrected(self, said: "Advocate") -> "Advocate":
        """Return what was said last of the post, with the caseload that they have."""
        most = max(said.cap, self.load)
        return replace(said, cases=self.cases, load=self.load, most=most)


@dataclass(frozen=True, slots=True)
class Caseloads:
    """Every advocate in post, who waits for one, and who was accepted just now.

    All that competes for an advocate is behind this one row's lock: a case is in exactly one place.
    ``waiting`` is in turn; of ``newcomers`` nobody has looked yet how complex their case is.
    ``due_at`` is when the first contract is over. What follows it is the last planned handover:
    the day, the SHA-256 of its problem, and value and bound in points.
    """

    programme: str
    advocates: tuple[Advocate, ...] = ()
    waiting: tuple[Case, ...] = ()
    newcomers: tuple[Case, ...] = ()
    due_at: datetime | None = None
    planned_on: date | None = None
    problem: str = ""
    value: int = 0
    bound: int = 0

    def advocate(self, advocate_id: UUID) -> Advocate | None:
        """Return an advocate in post."""
        return next((a for a in self.advocates if a.advocate_id == advocate_id), None)

    def advocate_of(self, referral_id: UUID) -> Advocate | None:
        """Return who supports this person."""
        return next((a for a in self.advocates if a.has(referral_id)), None)

    def case(self, referral_id: UUID) -> Case | None:
        """Return the case, wherever it is."""
        carried = (case for advocate in self.advocates for case in advocate.cases)
        everywhere = (*self.newcomers, *self.waiting, *carried)
        return next((case for case in everywhere if case.referral_id == referral_id), None)

    def with_advocate(self, advocate: Advocate) -> "Caseloads":
        """Return them with this advocate in place of what was known of the post."""
        known = {a.advocate_id: a for a in self.advocates} | {advocate.advocate_id: advocate}
        return self.with_advocates(known.values())

    def with_advocates(self, advocates: Iterable[Advocate]) -> "Caseloads":
        """Return them with exactly these advocates, and when the first contract is over."""
        posts = tuple(sorted(advocates, key=attrgetter("advocate_id")))
        ends = (day_after(a.contract_ends) for a in posts if a.contract_ends is not None)
        return replace(self, advocates=posts, due_at=min(ends, default=None))

    def with_waiting(self, cases: Iterable[Case]) -> "Caseloads":
        """Return them with exactly these people waiting, in turn."""
        return replace(self, waiting=tuple(sorted(cases, key=attrgetter("turn"))))

    def without(self, referral_id: UUID) -> "Caseloads":
        """Return them without this case."""
        holder = self.advocate_of(referral_id)
        if holder is not None:
            return self.with_advocate(holder.without(referral_id))
        return replace(
            self,
            waiting=tuple(c for c in self.waiting if c.referral_id != referral_id),
            newcomers=tuple(c for c in self.newcomers if c.referral_id != referral_id),
        )
