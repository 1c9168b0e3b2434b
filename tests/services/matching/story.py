"""A story of two areas, and everything that must be true between any two of its facts."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.inbound import Track
from tests.services.matching.builders import (
    Region,
    accepted,
    circle_of,
    declined,
    id_of,
    moved,
    offer_made,
    withdrawn,
)
from tests.services.matching.fold import Fold

PEOPLE = [f"person {n}" for n in range(16)]
OFFERS = [f"offer {n}" for n in range(9)]


class Story:
    """A region, what a listener would know of it, and who should have exactly one place in it."""

    def __init__(self) -> None:
        self.region, self.fold = Region(), Fold()
        self.lives_in: dict[str, str] = {}
        self.finished: set[UUID] = set()

    def track(self, name: str) -> Track:
        return "graduates" if PEOPLE.index(name) % 3 == 0 else "general"

    def pool_id(self, name: str, area: str) -> str:
        return f"p7k2|{area}|{self.track(name)}"

    def step(self, verb: str, *details: object) -> None:
        getattr(self, verb)(*details)
        self.holds()

    def accept(self, name: str, area: str, _: str) -> None:
        area = self.lives_in.setdefault(name, area)
        if id_of(name) not in self._places():
            self._enters(name, area)
        self._hears(accepted(name, area, self.track(name)))

    def withdraw(self, name: str, area: str, _: str) -> None:
        area = self.lives_in.pop(name, area)
        self.finished.discard(id_of(name))
        self.fold.forgets(id_of(name))
        self._hears(withdrawn(name, area, self.track(name)))

    def move(self, name: str, area: str, _: str) -> None:
        left = self.lives_in.get(name, area)
        news = self.region.hears(moved(name, left, area, self.track(name)))
        if left == area:
            assert news == []
            return
        self.lives_in[name] = area
        self.fold.forgets(id_of(name))
        self._takes_in(fact for fact in news if fact.area == left)  # type: ignore[attr-defined]
        self._enters(name, area)
        self._takes_in(fact for fact in news if fact.area == area)  # type: ignore[attr-defined]

    def decline(self, name: str, area: str, offered: str) -> None:
        area = self.lives_in.get(name, area)
        known = id_of(name) in self._places()
        if known and self.fold.circle_of(id_of(name)) != circle_of(offered):
            self.fold.declined[id_of(name)].add(circle_of(offered))
        self._hears(declined(name, offered, area, self.track(name)))

    def offer(
        self, name: str, area: str, track: Track, seats: tuple[int, int], days: int, notice: int
    ) -> None:
        if circle_of(name) in self.fold.status:
            return
        starts = self.region.now + timedelta(days=days, hours=2)
        confirm = starts - timedelta(days=notice)
        self._hears(offer_made(name, seats, starts, confirm, area, track))

    def pass_(self, half_days: int, asleep: object) -> None:
        until = self.region.now + timedelta(hours=half_days * 12)
        if asleep:
            self.region.now = until
        self._takes_in(self.region.waits_until(until))
        kept = {c.circle_id for pool in self.region.pools.values() for c in pool.circles}
        for circle_id in set(self.fold.members) - kept:
            gone = self.fold.members.pop(circle_id)
            assert self.fold.status[circle_id] == "confirmed" or not gone
            self.finished.update(gone)
            for referral_id in gone:
                self.fold.forgets(referral_id)

    def _enters(self, name: str, area: str) -> None:
        self.finished.discard(id_of(name))
        self.fold.queues[self.pool_id(name, area)].append(id_of(name))

    def _hears(self, fact: Fact) -> None:
        self._takes_in(self.region.hears(fact))

    def _takes_in(self, news: Iterable[Fact]) -> None:
        for fact in news:
            self.fold.takes_in(fact)

    def _seats(self) -> list[UUID]:
        pools = self.region.pools.values()
        return [m.referral_id for pool in pools for c in pool.circles for m in c.members]

    def _places(self) -> list[UUID]:
        pools = self.region.pools.values()
        return self._seats() + [w.referral_id for pool in pools for w in pool.waiting]

    def holds(self) -> None:
        """Everything that must be true between any two facts."""
        for key, pool in self.region.pools.items():
            assert self._queue(key) == self.fold.queues[key]
            for circle in pool.circles:
                assert len(circle.members) <= circle.seats_max <= 8
                assert [m.referral_id for m in circle.members] == self.fold.members[
                    circle.circle_id
                ]
            assert pool.seats == sum(c.seats_max for c in pool.circles)
            assert 0 <= pool.seats_taken == sum(len(c.members) for c in pool.circles)
            for circle in pool.open_circles(self.region.now):
                assert not pool.next_for(circle), "nobody waits beside a free seat"
            self._tracks_apart(key)
        places = self._places()
        assert len(places) == len(set(places)), "nobody has two places"
        assert set(places) | self.finished == {id_of(name) for name in self.lives_in}
        assert not set(places) & self.finished

    def _queue(self, key: str) -> list[UUID]:
        ranked = sorted(self.region.pools[key].waiting, key=lambda waiter: waiter.rank)
        return [waiter.referral_id for waiter in ranked]

    def _tracks_apart(self, key: str) -> None:
        pool = self.region.pools[key]
        here = {w.referral_id for w in pool.waiting}
        here |= {m.referral_id for c in pool.circles for m in c.members}
        for name in PEOPLE:
            assert id_of(name) not in here or self.track(name) == pool.track
