"""After the search: among equals the lottery decides who is seated.

Whoever has no seat takes one from somebody who is worth less in it, or as much with a later draw,
where the balance caps allow. At the end no such seat is left, which the checker verifies and
anybody can repeat from the seed. Held seats are not touched.
"""

from collections import defaultdict

import numpy as np

from services.matching.optimization.circles.market import Market
from services.matching.optimization.highs import Ints


def settled(market: Market, seated: Ints) -> Ints:
    """Return the seated pairs, by number, after everybody without a seat had their turn.

    People stand in the order of their draws, so a lower number is an earlier draw.
    """
    table = _Table(market, seated)
    changed = True
    while changed:
        changed = False
        for person in range(len(market.people)):
            if person not in table.seat and table.takes_a_seat(person):
                changed = True
    return np.array(sorted(table.seat.values()), np.int64)


class _Table:
    """Who sits where, while seats change hands."""

    def __init__(self, market: Market, seated: Ints) -> None:
        pairs = market.pairs
        self._session, self._value = pairs.session.tolist(), pairs.value.tolist()
        self._person = pairs.person.tolist()
        numbers = np.arange(len(market.people) + 1)
        self._first = np.searchsorted(pairs.person, numbers).tolist()
        self._market = market
        self.seat = {self._person[pair]: pair for pair in seated.tolist()}
        self._members: dict[int, set[int]] = defaultdict(set)
        for pair in self.seat.values():
            self._members[self._session[pair]].add(pair)

    def takes_a_seat(self, person: int) -> bool:
        """Let the person take the seat of the least entitled member that may be replaced."""
        for pair in range(self._first[person], self._first[person + 1]):
            session, claim = self._session[pair], (self._value[pair], -person)
            for member in sorted(self._members[session], key=self._claim):
                if self._claim(member) >= claim:
                    break
                if self._balanced(session, leaves=self._person[member], comes=person):
                    self._replace(member, pair)
                    return True
        return False

    def _claim(self, pair: int) -> tuple[int, int]:
        return self._value[pair], -self._person[pair]

    def _replace(self, member: int, pair: int) -> None:
        members = self._members[self._session[pair]]
        members.remove(member)
        members.add(pair)
        del self.seat[self._person[member]]
        self.seat[self._person[pair]] = pair

    def _balanced(self, session: int, leaves: int, comes: int) -> bool:
        for balance in self._market.balances:
            word = balance.word[comes]
            if word < 0 or word == balance.word[leaves]:
                continue
            same = sum(balance.word[self._person[m]] == word for m in self._members[session])
            if same >= balance.allowance[session * balance.words + word]:
                return False
        return True
