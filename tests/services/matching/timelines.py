"""Random lives of a small town, and what must hold at every instant of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from shared.contracts.fact import Fact
from shared.contracts.matching import (
    MatchAgreed,
    MatchEnded,
    MatchMade,
    MatchProposed,
    ProposalClosed,
)
from shared.contracts.referrals import MentorCleared, MentorStepped
from tests.services.matching.pairs_town import (
    BIRMINGHAM,
    CARDIFF,
    STEPS,
    Town,
    accepted,
    admitted,
    answered,
    cleared,
    ended,
    id_of,
    moved,
    ready,
    stepped,
    withdrawn,
)

LONDON = ZoneInfo("Europe/London")
MENTORS, YOUNG = ("Maya", "Noor"), ("Yusuf", "Zoe", "Ali")
BIRTHS = ("2007-12", "2008-03", "2008-04", "2011-06", "2003-05")
NATION = {BIRMINGHAM: "england", CARDIFF: "wales"}


@dataclass
class Witness:
    """Remembers by itself what arrived about clearances, and judges every match by it."""

    town: Town
    cleared: dict[UUID, list[MentorCleared]] = field(default_factory=lambda: defaultdict(list))
    seen: int = 0

    def arrives(self) -> None:
        """Let one fact arrive, and note what it says of a clearance."""
        ahead = {place: queue[0] for place, queue in self.town.queues.items()}
        lengths = {place: len(queue) for place, queue in self.town.queues.items()}
        self.town.one_arrives()
        for place, fact in ahead.items():
            if len(self.town.queues.get(place, ())) < lengths[place]:
                self._note(fact)

    def _note(self, fact: object) -> None:
        if isinstance(fact, MentorCleared):
            self.cleared[fact.mentor_id].append(fact)
        elif isinstance(fact, MentorStepped) and fact.step == "clearance_withdrawn":
            self.cleared[fact.mentor_id].clear()

    def wrongs(self) -> Iterator[str]:
        """Everything that must not be, at this instant."""
        today = self.town.now.astimezone(LONDON).date()
        for mentor in self.town.mentors():
            if mentor.taken != len(mentor.held) or mentor.taken > mentor.capacity:
                yield "more places are held than there are"
            if mentor.has_left and mentor.held:
                yield "somebody is held by a mentor who left"
            for held in mentor.held:
                minor = _is_minor(self.town.births[held.referral_id], today)
                nation = NATION[held.area]
                if minor and not self._covered(mentor.mentor_id, nation, today):
                    yield "an under-18 is held by somebody without a valid clearance"
        yield from self._of_announcements()

    def _covered(self, mentor: UUID, nation: str, today: date) -> bool:
        return any(
            c.nation == nation and c.checked_on <= today <= c.recheck_by
            for c in self.cleared[mentor]
        )

    def _of_announcements(self) -> Iterator[str]:
        told = self.town.told
        for at in range(self.seen, len(told)):
            fact, before = told[at], told[:at]
            if isinstance(fact, MatchMade):
                agreed = [f for f in before if isinstance(f, MatchAgreed)]
                if fact.match_id not in [f.match_id for f in agreed]:
                    yield "a match was made that nobody accepted"
            if isinstance(fact, MatchAgreed):
                known = [f.match_id for f in before if isinstance(f, MatchProposed)]
                if fact.match_id not in known:
                    yield "a match was agreed that nobody proposed"
                if _open_of(fact.referral_id, before):
                    yield "somebody agreed to two mentors at once"
        self.seen = len(told)


def _open_of(referral: UUID, told: list[Fact]) -> set[UUID]:
    """The matches that this young person agreed to and that nobody closed or ended."""
    over = {f.match_id for f in told if isinstance(f, ProposalClosed | MatchEnded)}
    agreed = (f for f in told if isinstance(f, MatchAgreed) and f.referral_id == referral)
    return {f.match_id for f in agreed} - over


def _is_minor(birth_month: str, today: date) -> bool:
    year, month = (int(part) for part in birth_month.split("-"))
    return (today.year, today.month) <= (year + 18, month)


def wrongs_when_all_has_arrived(town: Town) -> Iterator[str]:
    """What the two sides believe of each other must be the same once nothing is on its way."""
    by_mentors = {
        (held.match_id, held.is_made) for mentor in town.mentors() for held in mentor.held
    }
    by_young = {(p.match_id, False) for m in town.mentees() for p in m.proposals}
    by_young |= {(m.match.match_id, True) for m in town.mentees() if m.match}
    if by_mentors != by_young:
        yield "a place is held for nobody, or somebody holds no place"


def live(seed: int, steps: int = 25) -> set[str]:
    """Play one random life of the town; return everything that went wrong in it."""
    town = Town(Random(seed))
    draw = town.random
    witness = Witness(town)
    for name in MENTORS:
        town.says(*ready(name, draw.randint(1, 2)), _some_clearance(draw, town, name))
    for name in YOUNG:
        town.births[id_of(name)] = draw.choice(BIRTHS)
        town.says(accepted(name))
    while town.queues:
        witness.arrives()
    found: set[str] = set()
    for _ in range(steps):
        _one_thing(town, draw)
        while town.queues and draw.random() < 0.7:
            witness.arrives()
        town.waits(hours=draw.choice((0, 1, 30, 200)))
        found.update(witness.wrongs())
    while town.queues:
        witness.arrives()
    found.update(witness.wrongs())
    found.update(wrongs_when_all_has_arrived(town))
    return found


def _one_thing(town: Town, draw: Random) -> None:
    mentor, young = draw.choice(MENTORS), draw.choice(YOUNG)
    dice = draw.random()
    if dice < 0.45:
        town.proposes(id_of(mentor), id_of(young))
    elif dice < 0.7:
        _answer(town, draw, young)
    elif dice < 0.78:
        town.says(_some_clearance(draw, town, mentor))
    elif dice < 0.9:
        town.says(stepped(mentor, draw.choice(STEPS)))
    else:
        _change_of(town, draw, mentor, young)


def _answer(town: Town, draw: Random, young: str) -> None:
    row = town.rows.get((Mentee, id_of(young)))
    for proposal in row.proposals if row else ():
        accepts = draw.random() < 0.8
        by = "mentor" if accepts else draw.choice(("mentor", "young_person"))
        town.says(answered(proposal.match_id, young, accepts=accepts, by=by))


def _some_clearance(draw: Random, town: Town, mentor: str) -> MentorCleared:
    today = town.now.astimezone(LONDON).date()
    begins = today - timedelta(days=draw.randint(-3, 20))
    nation = draw.choice(("england", "england", "wales"))
    return cleared(mentor, begins, begins + timedelta(days=draw.randint(5, 60)), nation)


def _change_of(town: Town, draw: Random, mentor: str, young: str) -> None:
    row = town.rows.get((Mentee, id_of(young)))
    area = row.area if row else BIRMINGHAM
    if row and row.match and draw.random() < 0.4:
        town.says(ended(row.match.match_id, mentor, young))
    elif draw.random() < 0.4:
        town.says(moved(young, CARDIFF if area == BIRMINGHAM else BIRMINGHAM))
    elif draw.random() < 0.5:
        town.says(withdrawn(young, area), accepted(young, area))
    else:
        known = town.rows.get((Mentor, id_of(mentor)))
        town.says(admitted(mentor, max(known.taken if known else 1, 2)))
