"""Random lives of advocates and of those whom they support, and what must hold at every instant."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from services.matching.domain.support import today_of
from shared.contracts.fact import Fact
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseFact,
    CaseTransferred,
    CaseUnassigned,
)
from shared.contracts.referrals import (
    AdvocateLeft,
    AdvocateRegistered,
    ReferralAccepted,
    ReferralMoved,
    ReferralWithdrawn,
    SupportEndReported,
)
from tests.services.matching.caseload_town import (
    KNOWSLEY,
    LIVERPOOL,
    PROGRAMME,
    SEFTON,
    Town,
    accepted,
    finished,
    id_of,
    left,
    moved,
    post,
    withdrawn,
)

AREAS = (LIVERPOOL, KNOWSLEY, SEFTON)
POSTS, PEOPLE = ("Ann", "Bob", "Cat"), tuple(f"p{n}" for n in range(12))
HANDOVER = timedelta(days=28)

OVER = "somebody was given to an advocate above the cap"
ORPHANED = "somebody is nowhere, or twice"
DESERTED = "somebody is with an advocate who is not in post"
UNTRUE = "what was announced is not what is so"
IN_VAIN = "somebody waits for an advocate who has room, and is next for them"
MISCOUNTED = "a change has no higher number than the one before"
TWO_AT_ONCE = "an advocate visits two people at the same time of the week"
DROPPED = "somebody new was taken before somebody in care"


@dataclass
class Witness:
    """Remembers by itself what arrived and what was announced, and judges the row by it."""

    town: Town
    posts: dict[UUID, AdvocateRegistered] = field(default_factory=dict)
    area: dict[UUID, str] = field(default_factory=dict)
    """Everybody who is to be supported, and where they live."""
    supported_by: dict[UUID, UUID] = field(default_factory=dict)
    lost_one: set[UUID] = field(default_factory=set)
    counted: dict[UUID, int] = field(default_factory=dict)
    seen: int = 0

    def arrives(self) -> Iterator[str]:
        """Let one fact arrive; what follows from it is judged by what held before it."""
        fact = self.town.one_arrives()
        if fact is not None:
            self._note(fact)
        yield from self.announced()

    def _note(self, fact: Fact) -> None:
        match fact:
            case AdvocateRegistered():
                self.posts[fact.advocate_id] = fact
            case AdvocateLeft():
                self.posts.pop(fact.advocate_id, None)
            case ReferralAccepted() | ReferralMoved():
                if isinstance(fact, ReferralAccepted) or fact.referral_id in self.area:
                    self.area[fact.referral_id] = fact.area
            case ReferralWithdrawn() | SupportEndReported():
                self.area.pop(fact.referral_id, None)
                self.lost_one.discard(fact.referral_id)

    def announced(self) -> Iterator[str]:
        """Fold what was announced, judging each assignment at its own instant."""
        told = self.town.told[self.seen :]
        self.seen = len(self.town.told)
        for fact in told:
            if isinstance(fact, CaseFact):
                yield from self._counted(fact)
            match fact:
                case CaseAssigned() | CaseTransferred():
                    yield from self._given(fact)
                case CaseUnassigned():
                    self.supported_by.pop(fact.referral_id, None)
                    self.lost_one.add(fact.referral_id)
                case CaseClosed():
                    self.supported_by.pop(fact.referral_id, None)

    def _counted(self, fact: CaseFact) -> Iterator[str]:
        revision, last = fact.revision or 0, self.counted.get(fact.referral_id)
        if last is not None and revision <= last:
            yield MISCOUNTED
        self.counted[fact.referral_id] = revision
        if isinstance(fact, CaseClosed):  # accepted anew at the same minute, it begins anew
            self.counted.pop(fact.referral_id)

    def _given(self, fact: CaseAssigned | CaseTransferred) -> Iterator[str]:
        to, who = fact.advocate_id, fact.referral_id
        handed = isinstance(fact, CaseTransferred)
        before = fact.left_advocate_id if isinstance(fact, CaseTransferred) else None
        if self.supported_by.get(who) != before:
            yield UNTRUE
        self.supported_by[who] = to
        load = sum(self._weight(r) for r, holder in self.supported_by.items() if holder == to)
        if to not in self.posts or load > self.posts[to].cap:
            yield OVER
        if not handed and who not in self.lost_one and self._somebody_lost_could_have(to):
            yield DROPPED
        self.lost_one.discard(who)

    def _somebody_lost_could_have(self, advocate: UUID) -> bool:
        post = self.posts[advocate]
        fits = (who for who in self.lost_one if self._weight(who) <= post.cap)
        return any(self.area.get(who) in {post.home, *post.covers} for who in fits)

    def _weight(self, referral: UUID) -> int:
        case = self.town.loads.case(referral)
        return case.complexity if case else 0

    def wrongs(self) -> Iterator[str]:
        """Everything that must not be, at this instant."""
        loads, today = self.town.loads, self.town.now.date()
        carried = [c.referral_id for a in loads.advocates for c in a.cases]
        everybody = carried + [c.referral_id for c in (*loads.waiting, *loads.newcomers)]
        if sorted(everybody) != sorted(self.area):
            yield ORPHANED
        for advocate in loads.advocates:
            known = self.posts.get(advocate.advocate_id)
            ends = known.contract_ends if known else date.min
            turns = [case.week_turn for case in advocate.cases]
            if len(set(turns)) != len(turns) or any(turn >= len(PEOPLE) for turn in turns):
                yield TWO_AT_ONCE
            if advocate.cases and ends is not None and ends < today:
                yield DESERTED
        so = {c.referral_id: a.advocate_id for a in loads.advocates for c in a.cases}
        if so != self.supported_by:
            yield UNTRUE
        yield from self._in_vain()

    def _in_vain(self) -> Iterator[str]:
        loads, today = self.town.loads, today_of(PROGRAMME, self.town.now)
        leaving = [a for a in loads.advocates if today.is_leaving(a)]
        if any(a.cases for a in leaving):
            return
        ahead: set[UUID] = set()
        for case in loads.waiting:
            for a in loads.advocates:
                works = a.home == case.area or case.area in a.covers
                if a in leaving or not works or case.complexity > a.cap:
                    continue
                if a.advocate_id not in ahead and a.load + case.complexity <= a.cap:
                    yield IN_VAIN
                ahead.add(a.advocate_id)


def live(seed: int, steps: int = 40) -> set[str]:
    """Play one random life; return everything that went wrong in it."""
    town = Town(Random(seed))
    draw, witness, found = town.random, Witness(town), set[str]()
    for name in POSTS:
        town.says(_some_post(draw, town, name))
    for _ in range(steps):
        _one_thing(town, draw)
        while town.queues and draw.random() < 0.8:
            found.update(witness.arrives())
            if draw.random() < 0.5:
                town.looks()
                found.update(witness.announced())
        for _ in range(draw.choice((0, 0, 1, 1, 5))):
            town.waits(1)
            found.update(witness.announced())
            found.update(witness.wrongs())
        found.update(witness.wrongs())
    while town.queues:
        found.update(witness.arrives())
        found.update(witness.wrongs())
    return found


def _some_post(draw: Random, town: Town, name: str) -> AdvocateRegistered:
    home, *covers = draw.sample(AREAS, k=draw.randint(1, 3))
    ends = town.now.date() + timedelta(days=draw.randint(-2, 60)) if draw.random() < 0.6 else None
    return post(name, home, draw.randint(1, 9), tuple(covers), ends)


def _one_thing(town: Town, draw: Random) -> None:
    who, dice = draw.choice(PEOPLE), draw.random()
    case = town.loads.case(id_of(who))
    area = case.area if case else draw.choice(AREAS)
    if dice < 0.5:
        new = draw.sample(PEOPLE, k=3)
        town.says(*(accepted(name, draw.choice(AREAS)) for name in new if _unheard(town, name)))
    elif dice < 0.6:
        town.says(withdrawn(who, area))
    elif dice < 0.7:
        town.says(finished(who, area))
    elif dice < 0.8 and case is not None:
        town.says(moved(who, draw.choice(AREAS), area))
    elif dice < 0.95:
        town.says(_some_post(draw, town, draw.choice(POSTS)))
    else:
        town.says(left(draw.choice(POSTS)))


def _unheard(town: Town, name: str) -> bool:
    """Referrals accepts nobody twice, and says so in order."""
    on_its_way = town.queues.get(("referrals", str(id_of(name))), ())
    return town.loads.case(id_of(name)) is None and not on_its_way
