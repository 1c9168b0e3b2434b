"""Random lives of schools and of those who come, and what must hold at every instant."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from random import Random
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.schools import (
    SchoolFact,
    SchoolMatched,
    SchoolOfferMade,
    SchoolOfferWithdrawn,
    SchoolRequestAccepted,
    SchoolRequestClosed,
    SchoolTransferred,
    SchoolUnmatched,
)
from tests.services.matching.school_town import (
    BRISTOL,
    CV,
    LEEDS,
    MAINSTREAM,
    MOCK,
    PRU,
    Town,
    asks,
    id_of,
    offers,
    recalls,
    retreats,
)

Place = tuple[UUID, str]
MONTHS = tuple(f"2026-{month:02}" for month in range(3, 13))
COMERS, SCHOOLS = ("Ann", "Bob", "Cat"), tuple(f"s{n}" for n in range(14))

OVERSOLD = "somebody is to come more often in a month than they offered"
MISFIT = "somebody is to come who does not fit, or is not there any more"
LOST = "a school is nowhere, or twice, or is told of after it was gone"
UNTRUE = "what was announced is not what is so"
IN_VAIN = "a school waits although somebody fits who has a session left"
PASSED_OVER = "a Pupil Referral Unit was passed over for another school"
DROPPED = "a plan took a promise away"


@dataclass
class Witness:
    """Remembers by itself what arrived and what was announced, and judges by that alone."""

    town: Town
    offers: dict[UUID, SchoolOfferMade] = field(default_factory=dict)
    wanted: dict[UUID, SchoolRequestAccepted] = field(default_factory=dict)
    comes: dict[UUID, Place] = field(default_factory=dict)
    """By request: whose offer, and in which month."""
    held: Counter[Place] = field(default_factory=Counter)
    """Sessions whose days are over: they count in their month."""
    seen: int = 0

    def arrives(self) -> Iterator[str]:
        """Let one fact arrive; what follows from it is judged by what held before it."""
        waited, before = set(self.wanted) - set(self.comes), dict(self.comes)
        fact = self.town.one_arrives()
        if fact is not None:
            self._note(fact)
        yield from self.announced()
        yield from self._passed_over(waited, before)

    def _note(self, fact: Fact) -> None:
        match fact:
            case SchoolOfferMade():
                self.offers[fact.offer_id] = fact
            case SchoolOfferWithdrawn():
                self.offers.pop(fact.offer_id, None)
                self.held = Counter(
                    {place: n for place, n in self.held.items() if place[0] != fact.offer_id}
                )
            case SchoolRequestAccepted():
                self.wanted.setdefault(fact.request_id, fact)

    def announced(self) -> Iterator[str]:
        """Fold what was announced since the last time."""
        told = self.town.told[self.seen :]
        self.seen = len(self.town.told)
        for fact in told:
            assert isinstance(fact, SchoolFact)
            if fact.request_id not in self.wanted:
                yield LOST
            else:
                yield from self._fold(fact)

    def plans(self) -> Iterator[str]:
        """A plan is made: whoever had somebody still has."""
        before = set(self.comes)
        self.town.plans()
        yield from self.announced()
        if not before <= set(self.comes):
            yield DROPPED

    def _fold(self, fact: SchoolFact) -> Iterator[str]:
        had = self.comes.pop(fact.request_id, (None, ""))[0]
        match fact:
            case SchoolMatched():
                wrong = had is not None
                self.comes[fact.request_id] = fact.offer_id, fact.month
            case SchoolTransferred():
                wrong = had != fact.left_offer_id
                self.comes[fact.request_id] = fact.offer_id, fact.month
            case SchoolUnmatched():
                wrong = had != fact.offer_id
            case SchoolRequestClosed():
                wrong = had != fact.offer_id
                del self.wanted[fact.request_id]
            case _:
                wrong = had is not None
        if wrong:
            yield UNTRUE

    def _passed_over(self, waited: set[UUID], before: dict[UUID, Place]) -> Iterator[str]:
        """No other school has got, or kept, what a unit waits for that was here already."""
        here = {*waited, *before} & set(self.wanted)
        units = [r for r in here - set(self.comes) if self.wanted[r].school_kind == PRU]
        others = (r for r in self.comes if self.wanted[r].school_kind != PRU)
        for request, unit in product(others, units):
            place = self.comes[request]
            was_both = before.get(unit) == before.get(request) == place
            if (request in waited or was_both) and self._could(*place, unit):
                yield PASSED_OVER

    def _could(self, offer_id: UUID, month: str, request: UUID, since: date | None = None) -> bool:
        offer, asked = self.offers.get(offer_id), self.wanted[request]
        if offer is None or asked.area not in offer.areas or asked.kind not in offer.kinds:
            return False
        first = max(asked.earliest, offer.starts, since or self.town.today)
        last = min(asked.latest, offer.ends or asked.latest)
        return first <= last and f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"

    def day_passes(self) -> None:
        """What is over is over: a session counts in its month, and nobody waits for it any more."""
        for request, (offer_id, month) in list(self.comes.items()):
            asked = self.wanted[request]
            is_over = min(f"{asked.latest:%Y-%m-%d}", f"{month}-31") < f"{self.town.today}"
            if is_over:
                self.held[offer_id, month] += 1
                del self.comes[request], self.wanted[request]

    def wrongs(self) -> Iterator[str]:
        """Everything that must not be, at this instant."""
        row, today = self.town.schools, self.town.today
        given = self.held + Counter(self.comes.values())
        for place in set(self.comes.values()):
            if place[0] in self.offers and given[place] > self.offers[place[0]].per_month:
                yield OVERSOLD
        for request, (offer_id, month) in self.comes.items():
            if not self._could(offer_id, month, request, since=date.min):
                yield MISFIT
        live = {
            v.asked.request_id: (c.offer_id, f"{v.month:%Y-%m}")
            for c in row.comers
            for v in c.visits
            if not v.is_past(today)
        }
        if live != self.comes:
            yield UNTRUE
        everybody = [*live, *(asked.request_id for asked in row.waiting)]
        if sorted(everybody) != sorted(self.wanted):
            yield LOST
        yield from self._in_vain(given)

    def _in_vain(self, given: Counter[Place]) -> Iterator[str]:
        waiting = set(self.wanted) - set(self.comes)
        for request, offer, month in product(waiting, self.offers.values(), MONTHS):
            is_free = given[offer.offer_id, month] < offer.per_month
            if is_free and self._could(offer.offer_id, month, request):
                yield IN_VAIN


def live(seed: int, steps: int = 30) -> set[str]:
    """Play one random life; return everything that went wrong in it."""
    town = Town(Random(seed))
    draw, witness, found = town.random, Witness(town), set[str]()
    for _ in range(steps):
        _one_thing(town, draw, witness)
        while town.queues and draw.random() < 0.8:
            found.update(witness.arrives())
            found.update(witness.wrongs())
        if draw.random() < 0.2:
            found.update(witness.plans())
            found.update(witness.wrongs())
        for _ in range(draw.choice((0, 0, 1, 4))):
            town.waits(1)
            found.update(witness.announced())
            witness.day_passes()
            found.update(witness.wrongs())
    while town.queues:
        found.update(witness.arrives())
        found.update(witness.wrongs())
    return found


def _one_thing(town: Town, draw: Random, witness: Witness) -> None:
    dice = draw.random()
    if dice < 0.5:
        names = [n for n in draw.sample(SCHOOLS, k=3) if _unheard(town, witness, n)]
        town.says(*(_some_request(draw, town, name) for name in names))
    elif dice < 0.65:
        town.says(recalls(draw.choice(SCHOOLS)))
    elif dice < 0.92:
        town.says(_some_offer(draw, town, draw.choice(COMERS)))
    else:
        town.says(retreats(draw.choice(COMERS)))


def _some_request(draw: Random, town: Town, name: str) -> SchoolRequestAccepted:
    earliest = town.today + timedelta(days=draw.randint(-5, 40))
    latest = max(earliest, town.today) + timedelta(days=draw.choice((0, 3, 14, 40)))
    return asks(
        name,
        draw.choice((CV, MOCK)),
        area=draw.choice((BRISTOL, LEEDS)),
        school_kind=draw.choice((PRU, MAINSTREAM, MAINSTREAM)),
        earliest=earliest,
        latest=latest,
    )


def _some_offer(draw: Random, town: Town, name: str) -> SchoolOfferMade:
    starts = town.today + timedelta(days=draw.randint(-10, 20))
    ends = max(starts, town.today) + timedelta(days=draw.randint(0, 50))
    return offers(
        name,
        *draw.sample((CV, MOCK), draw.randint(1, 2)),
        areas=draw.sample((BRISTOL, LEEDS), draw.randint(1, 2)),
        per_month=draw.randint(1, 3),
        starts=starts,
        ends=ends if draw.random() < 0.5 else None,
    )


def _unheard(town: Town, witness: Witness, name: str) -> bool:
    """Referrals accepts nothing twice, and says so in order."""
    on_its_way = town.queues.get(("requests", str(id_of(name))), ())
    return id_of(name) not in witness.wanted and not on_its_way
