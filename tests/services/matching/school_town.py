"""Schools and those who come to them, on one row in memory; facts in any order."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from services.matching.domain.planning_visits import follow_plan
from services.matching.domain.schools import Schools
from services.matching.jobs.visit_problem import planned_by, visit_problem
from services.matching.optimization.schools.solve import solve_schools
from services.matching.publishes import said_of_schools
from services.matching.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.schools import (
    SchoolOfferMade,
    SchoolOfferWithdrawn,
    SchoolRequestAccepted,
    SchoolRequestWithdrawn,
)

NAMES = UUID("00000000-0000-0000-0000-00000005c001")
PROGRAMME = "h6r5"
BRISTOL, LEEDS = "E06000023", "E08000035"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CV, MOCK, TASTER = "cv_writing", "mock_interview", "industry_taster_day"
PRU, MAINSTREAM = "pupil_referral_unit", "mainstream"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def id_of(name: str) -> UUID:
    return uuid5(NAMES, name)


@dataclass
class Town:
    """The deciders of matching on one row; one queue of facts per stream and key."""

    random: Random = field(default_factory=lambda: Random(0))
    now: datetime = MONDAY
    schools: Schools = field(default_factory=lambda: Schools(PROGRAMME))
    queues: dict[tuple[str, str], deque[Fact]] = field(default_factory=lambda: defaultdict(deque))
    told: list[Fact] = field(default_factory=list)
    """Everything that matching announced, in the order in which it was decided."""

    @property
    def today(self) -> date:
        return self.now.date()

    def says(self, *facts: Fact) -> None:
        """Somebody publishes; the facts arrive some time later."""
        for fact in facts:
            self.queues[fact.STREAM.value, fact.key].append(fact)

    def hears(self, *facts: Fact) -> None:
        """Somebody publishes, and it arrives at once."""
        for fact in facts:
            self.now += timedelta(minutes=1)
            self.decides(fact)

    def one_arrives(self) -> Fact | None:
        """The next fact of some key arrives."""
        if not self.queues:
            return None
        place = self.random.choice(sorted(self.queues))
        fact = self.queues[place].popleft()
        if not self.queues[place]:
            del self.queues[place]
        self.decides(fact)
        return fact

    def decides(self, fact: Fact) -> None:
        for decide, kind, _ in LISTENS_TO.deciders(fact.TYPE):
            if kind is Schools:
                self._keep(*decide(self.schools, fact, self.now))

    def plans(self) -> None:
        """The plan of a day is made and followed."""
        if self.schools.waiting:
            planned = planned_by(solve_schools(visit_problem(self.schools, self.today)))
            after, happened = follow_plan(self.schools, planned, self.today)
            self._keep(after, said_of_schools(after, happened))

    def wakes(self) -> None:
        """What is due by time happens, as the engine would."""
        (wake,) = (row.wake for row in LISTENS_TO.wakes if row.state is Schools)
        if self.schools.due_at is not None and self.schools.due_at <= self.now:
            self._keep(*wake(self.schools, self.now))
            assert self.schools.due_at is None or self.schools.due_at > self.now

    def waits(self, days: int) -> None:
        """Days pass."""
        for _ in range(days):
            self.now += timedelta(days=1)
            self.wakes()

    def who_comes_to(self, name: str) -> str | None:
        """The name in whose offer the school is."""
        _, comer = self.schools.asked(id_of(name), self.today) or (None, None)
        names = {id_of(f"offer {n}"): n for n in ("Ann", "Bob", "Cat", "Firm")}
        return names[comer.offer_id] if comer else None

    def waiting(self) -> list[UUID]:
        return [asked.request_id for asked in self.schools.waiting]

    def news(self) -> list[str]:
        """The names of everything announced since the last time."""
        names = [type(fact).__name__ for fact in self.told]
        self.told.clear()
        return names

    def _keep(self, schools: Schools | None, facts: Any) -> None:  # noqa: ANN401
        self.schools = schools or self.schools
        self.told += facts


def asks(
    name: str,
    kind: str = CV,
    *,
    area: str = BRISTOL,
    school_kind: str = MAINSTREAM,
    earliest: date = date(2026, 3, 9),
    latest: date = date(2026, 3, 27),
) -> SchoolRequestAccepted:
    return SchoolRequestAccepted(
        request_id=id_of(name),
        programme=PROGRAMME,
        school="137052",
        area=area,
        school_kind=school_kind,
        kind=kind,
        years="key_stage_4",
        group_size=12,
        earliest=earliest,
        latest=latest,
        submitted_on=date(2026, 3, 2),
        rule="h6r5@3",
    )


def offers(
    name: str,
    *kinds: str,
    areas: Sequence[str] = (BRISTOL,),
    per_month: int = 1,
    starts: date = date(2026, 1, 1),
    ends: date | None = None,
) -> SchoolOfferMade:
    return SchoolOfferMade(
        offer_id=id_of(f"offer {name}"),
        programme=PROGRAMME,
        organization="JCPBRI",
        by="employer" if name == "Firm" else "adviser",
        areas=list(areas),
        kinds=list(kinds) or [CV],
        per_month=per_month,
        starts=starts,
        ends=ends,
    )


def retreats(name: str) -> SchoolOfferWithdrawn:
    offer_id = id_of(f"offer {name}")
    return SchoolOfferWithdrawn(offer_id=offer_id, programme=PROGRAMME, reason="adviser_left")


def recalls(name: str) -> SchoolRequestWithdrawn:
    return SchoolRequestWithdrawn(request_id=id_of(name), programme=PROGRAMME, reason="changed")
