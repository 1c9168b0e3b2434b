"""A town of advocates and people with several needs, on one row in memory; facts in any order."""

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from services.matching.domain.assigning import Looked, assess
from services.matching.domain.caseloads import Caseloads
from services.matching.domain.handing_over import hand_over
from services.matching.domain.support import today_of
from services.matching.jobs.handover_problem import handover_problem, planned_by
from services.matching.optimization.caseloads.solve import solve_caseloads
from services.matching.publishes import said_of_cases
from services.matching.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.referrals import (
    AdvocateLeft,
    AdvocateRegistered,
    ReferralAccepted,
    ReferralMoved,
    ReferralWithdrawn,
    SupportEndReported,
)

NAMES = UUID("00000000-0000-0000-0000-00000000ca5e")
PROGRAMME = "v3t9"
LIVERPOOL, KNOWSLEY, SEFTON = "E08000012", "E08000011", "E08000014"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def id_of(name: str) -> UUID:
    return uuid5(NAMES, name)


@dataclass
class Town:
    """The deciders of matching on one row; one queue of facts per stream and key."""

    random: Random = field(default_factory=lambda: Random(0))
    now: datetime = MONDAY
    loads: Caseloads = field(default_factory=lambda: Caseloads(PROGRAMME))
    queues: dict[tuple[str, str], deque[Fact]] = field(default_factory=lambda: defaultdict(deque))
    told: list[Fact] = field(default_factory=list)
    """Everything that matching announced, in the order in which it was decided."""

    def says(self, *facts: Fact) -> None:
        """Somebody publishes; the facts arrive some time later."""
        for fact in facts:
            self.queues[fact.STREAM.value, fact.key].append(fact)

    def hears(self, *facts: Fact, complexity: int = 1) -> None:
        """Somebody publishes, it arrives at once, and newcomers are looked at."""
        for fact in facts:
            self.now += timedelta(minutes=1)
            self.decides(fact)
            self.looks(complexity)

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
            if kind is Caseloads:
                self._keep(*decide(self.loads, fact, self.now))

    def looks(self, complexity: int | None = None) -> None:
        """A look at the newcomers' profiles."""
        counted = {
            case.referral_id: Looked(complexity or self.random.randint(1, 3))
            for case in self.loads.newcomers
        }
        loads, happened = assess(self.loads, counted, today_of(PROGRAMME, self.now))
        self._keep(loads, said_of_cases(loads, happened))

    def plans(self) -> None:
        """The handovers of a day are planned and made."""
        today = today_of(PROGRAMME, self.now)
        if not any(today.is_leaving(post) and post.cases for post in self.loads.advocates):
            return  # a plan would change nothing, and solving takes a while
        solution = solve_caseloads(handover_problem(self.loads, today))
        loads, happened = hand_over(self.loads, planned_by(self.loads, solution), today)
        self._keep(replace(loads, planned_on=today.day), said_of_cases(loads, happened))

    def wakes(self) -> None:
        """What is due by time happens, as the engine would."""
        (wake,) = (row.wake for row in LISTENS_TO.wakes if row.state is Caseloads)
        if self.loads.due_at is not None and self.loads.due_at <= self.now:
            self._keep(*wake(self.loads, self.now))

    def waits(self, days: int) -> None:
        """Days pass, each with its handovers."""
        for _ in range(days):
            self.now += timedelta(days=1)
            self.wakes()
            self.plans()

    def advocate_of(self, name: str) -> str | None:
        holder = self.loads.advocate_of(id_of(name))
        known = {id_of(f"advocate {n}"): n for n in ("Ann", "Bob", "Cat")}
        return known[holder.advocate_id] if holder else None

    def carried_by(self, name: str) -> set[UUID]:
        """The referrals on an advocate's caseload."""
        holder = self.loads.advocate(id_of(f"advocate {name}"))
        return {case.referral_id for case in holder.cases} if holder else set()

    def news(self) -> list[str]:
        """The names of everything announced since the last time."""
        names = [type(fact).__name__ for fact in self.told]
        self.told.clear()
        return names

    def _keep(self, loads: Caseloads | None, facts: Any) -> None:  # noqa: ANN401
        self.loads = loads or self.loads
        self.told += facts


def post(
    name: str,
    home: str = LIVERPOOL,
    cap: int = 3,
    covers: tuple[str, ...] = (),
    ends: date | None = None,
) -> AdvocateRegistered:
    return AdvocateRegistered(
        advocate_id=id_of(f"advocate {name}"),
        programme=PROGRAMME,
        home=home,
        covers=list(covers),
        cap=cap,
        contract_ends=ends,
        person_id=id_of(f"person {name}"),
    )


def left(name: str) -> AdvocateLeft:
    return AdvocateLeft(advocate_id=id_of(f"advocate {name}"), programme=PROGRAMME)


def about(name: str, area: str) -> dict[str, Any]:
    return {
        "referral_id": id_of(name),
        "person_id": id_of(f"person {name}"),
        "programme": PROGRAMME,
        "area": area,
        "office": "LIV07",
        "track": "general",
    }


def accepted(name: str, area: str = LIVERPOOL) -> ReferralAccepted:
    return ReferralAccepted(**about(name, area), submitted_on=date(2026, 3, 2), rule="v3t9@3")


def withdrawn(name: str, area: str = LIVERPOOL) -> ReferralWithdrawn:
    return ReferralWithdrawn(**about(name, area), reason="no_longer_wanted")


def finished(name: str, area: str = LIVERPOOL) -> SupportEndReported:
    return SupportEndReported(**about(name, area), reason="finished")


def moved(name: str, to: str, left_area: str = LIVERPOOL) -> ReferralMoved:
    return ReferralMoved(**about(name, to), left_area=left_area)
