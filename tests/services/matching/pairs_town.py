"""A town of mentors and young people whose facts arrive in any order that Kafka allows."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from services.matching.domain.clearance import adult_from
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.places import Proposed, propose
from services.matching.publishes import said_of_mentor
from services.matching.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.matching import MatchAgreed, MatchEnded, MatchMade, ProposalClosed
from shared.contracts.referrals import (
    MatchAnswered,
    MatchEndReported,
    MentorAdmitted,
    MentorCleared,
    MentorStepped,
    ReferralAccepted,
    ReferralMoved,
    ReferralWithdrawn,
)

NAMES = UUID("00000000-0000-0000-0000-0000000ca5e5")
PROGRAMME = "q4m8"
BIRMINGHAM, CARDIFF = "E08000025", "W06000015"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = ("profile_completed", "trained", "paused", "resumed", "left", "clearance_withdrawn")


def id_of(name: str) -> UUID:
    return uuid5(NAMES, name)


def about_mentor(name: str) -> dict[str, Any]:
    return {
        "mentor_id": id_of(name),
        "person_id": id_of(f"person {name}"),
        "programme": PROGRAMME,
        "area": BIRMINGHAM,
    }


def about_referral(name: str, area: str) -> dict[str, Any]:
    return {
        "referral_id": id_of(name),
        "person_id": id_of(f"person {name}"),
        "programme": PROGRAMME,
        "area": area,
        "office": "BHM01",
        "track": "general",
    }


@dataclass
class Town:
    """The deciders of matching on rows in memory; one queue of facts per stream and key."""

    random: Random = field(default_factory=lambda: Random(0))
    now: datetime = MONDAY
    rows: dict[tuple[type[Any], Any], Any] = field(default_factory=dict)
    queues: dict[tuple[str, str], deque[Fact]] = field(default_factory=lambda: defaultdict(deque))
    told: list[Fact] = field(default_factory=list)
    """Everything that matching announced, in the order in which it was decided."""
    births: dict[UUID, str] = field(default_factory=dict)
    runs: int = 0

    def says(self, *facts: Fact) -> None:
        """Somebody publishes; the facts arrive some time later."""
        for fact in facts:
            self.queues[fact.STREAM.value, fact.key].append(fact)

    def hears(self, *facts: Fact) -> None:
        """Somebody publishes, and everything that follows from it arrives at once."""
        self.says(*facts)
        self.settles()

    def settles(self) -> None:
        """All facts arrive, and those that they lead to."""
        while self.queues:
            self.one_arrives()

    def one_arrives(self) -> None:
        """The next fact of some key arrives: sometimes, it arrives twice."""
        place = self.random.choice(list(self.queues)) if self.queues else None
        if place is None:
            return
        queue = self.queues[place]
        self._apply(queue.popleft())
        if not queue:
            del self.queues[place]

    def mentors(self) -> list[Mentor]:
        return [row for (kind, _), row in self.rows.items() if kind is Mentor]

    def mentees(self) -> list[Mentee]:
        return [row for (kind, _), row in self.rows.items() if kind is Mentee]

    def mentor(self, name: str) -> Mentor:
        found = self.rows[Mentor, id_of(name)]
        assert isinstance(found, Mentor)
        return found

    def mentee(self, name: str) -> Mentee:
        found = self.rows[Mentee, id_of(name)]
        assert isinstance(found, Mentee)
        return found

    def proposes(
        self, mentor: UUID, referral: UUID, *, days: int = 7, slots: tuple[str, ...] = ()
    ) -> UUID | None:
        """A match run proposes; returns the match if the mentor's row held a place for it."""
        row, young = self.rows.get((Mentor, mentor)), self.rows.get((Mentee, referral))
        if row is None or young is None:
            return None
        self.runs += 1
        match = uuid5(mentor, f"{referral} {self.runs}")
        adult_on = adult_from(self.births.get(referral))
        held = Held(match, referral, young.person_id, young.area, adult_on)
        wanted = Proposed(held, self.now + timedelta(days=days), f"run_{self.runs}", slots)
        after, happened = propose(row, wanted, self.now)
        self._keep(Mentor, mentor, after, said_of_mentor(after, happened))
        return match if happened else None

    def waits(self, **time: float) -> None:
        """Time passes, and what is due by it happens."""
        until = self.now + timedelta(**time)
        woken: set[tuple[datetime, type[Any], Any]] = set()
        while (due := self._next_due(woken)) is not None and due[0] <= until:
            self.now = max(self.now, due[0])
            woken.add(due)  # a row that stays due is not woken for ever
            self._wake(*due[1:])
        self.now = until

    def _next_due(
        self, but: set[tuple[datetime, type[Any], Any]]
    ) -> tuple[datetime, type[Any], Any] | None:
        due = {
            (row.due_at, kind, key)
            for (kind, key), row in self.rows.items()
            if getattr(row, "due_at", None) is not None
        } - but
        return min(due, key=lambda one: (one[0], str(one[2])), default=None)

    def _wake(self, kind: type[Any], key: object) -> None:
        (wake,) = (row.wake for row in LISTENS_TO.wakes if row.state is kind)
        self._keep(kind, key, *wake(self.rows[kind, key], self.now))

    def _apply(self, fact: Fact) -> None:
        for decide, kind, find_key in LISTENS_TO.deciders(fact.TYPE):
            if kind not in (Mentor, Mentee):
                continue
            key = find_key(fact)
            self._keep(kind, key, *decide(self.rows.get((kind, key)), fact, self.now))

    def _keep(self, kind: type[Any], key: object, row: object, facts: Iterable[Any]) -> None:
        if row is not None:
            self.rows[kind, key] = row
        announced = [fact for fact in facts if isinstance(fact, Fact)]
        self.told += announced
        heard = (ProposalClosed, MatchAgreed, MatchMade, MatchEnded)
        self.says(*(f for f in announced if isinstance(f, heard) or f.TYPE.endswith("proposed.v1")))


def admitted(name: str, capacity: int = 1) -> MentorAdmitted:
    return MentorAdmitted(**about_mentor(name), capacity=capacity, youngest=11, oldest=25)


def stepped(name: str, step: Any) -> MentorStepped:  # noqa: ANN401 - a word of the contract
    return MentorStepped(**about_mentor(name), step=step)


def cleared(
    name: str,
    checked_on: date,
    recheck_by: date,
    nation: Any = "england",  # noqa: ANN401
) -> MentorCleared:
    return MentorCleared(
        **about_mentor(name),
        kind="enhanced_dbs_children",
        issuer="dbs",
        nation=nation,
        checked_on=checked_on,
        recheck_by=recheck_by,
    )


def ready(name: str, capacity: int = 1) -> list[Fact]:
    """A mentor who may be proposed to anybody of age."""
    return [
        admitted(name, capacity),
        stepped(name, "profile_completed"),
        stepped(name, "trained"),
    ]


def accepted(name: str, area: str = BIRMINGHAM) -> ReferralAccepted:
    told = about_referral(name, area)
    return ReferralAccepted(**told, submitted_on=date(2026, 3, 2), rule="q4m8@2")


def withdrawn(name: str, area: str = BIRMINGHAM) -> ReferralWithdrawn:
    return ReferralWithdrawn(**about_referral(name, area), reason="no_longer_wanted")


def moved(name: str, area: str) -> ReferralMoved:
    return ReferralMoved(**about_referral(name, area), left_area=BIRMINGHAM)


def answered(match: UUID, young: str, *, accepts: bool, by: Any = "mentor") -> MatchAnswered:  # noqa: ANN401
    return MatchAnswered(
        match_id=match, referral_id=id_of(young), programme=PROGRAMME, by=by, accepts=accepts
    )


def ended(match: UUID, mentor: str, young: str, reason: str = "finished") -> MatchEndReported:
    return MatchEndReported(
        match_id=match,
        mentor_id=id_of(mentor),
        referral_id=id_of(young),
        programme=PROGRAMME,
        reason=reason,
    )
