"""A solution that stays the best while people and mentors come and go.

Each event is a few shortest paths from an optimum with its prices to the next. What is exact is
exact over the pairs that the network knows: for somebody who comes, the best of all that the rules
allow are found at the prices of the moment. `certificate` proves it at any time.
"""

from collections.abc import Collection
from typing import Final

import numpy as np

from services.matching.optimization.one_to_one import scans
from services.matching.optimization.one_to_one.columns import Market, Mentors, People
from services.matching.optimization.one_to_one.columns_scan import (
    bands_of,
    best_people,
    forget,
)
from services.matching.optimization.one_to_one.compiled import Ints, Longs
from services.matching.optimization.one_to_one.growing import (
    BY_MENTOR,
    BY_PERSON,
    BY_SEAT,
    longer,
    room_for,
)
from services.matching.optimization.one_to_one.learning import (
    forget_pair,
    forget_row,
    learn_column,
    learn_row,
    tidied,
)
from services.matching.optimization.one_to_one.lookout import bonus_of
from services.matching.optimization.one_to_one.network import Network, Proof, proof_of, unseat
from services.matching.optimization.one_to_one.paths import fill_seat, place_person
from services.matching.optimization.one_to_one.shelf_prices import follow, places_on, take_off
from services.matching.optimization.one_to_one.shelves import priced, shelves_of
from services.matching.optimization.one_to_one.snapshot import packed, unpacked
from services.matching.optimization.one_to_one.solving import Solved
from services.matching.optimization.one_to_one.tables import (
    SEATS,
    Tables,
    mentor_rows,
    people_rows,
    tables_of,
)

OPEN_TO: Final = 24
"""So many pairs of somebody who comes are known, the best at the prices of the moment."""

KNOWN_BY: Final = 256
"""So many pairs of a mentor who joins are known, those that are worth most to both."""

_SHELVE_AGAIN: Final = 2_000
"""After so many mentors have joined the shelves are built anew."""


class Standing:
    """One market under events; people and mentors are known by their numbers, in order of coming.

    Not for several threads at once.
    """

    def __init__(
        self, tables: Tables, network: Network, worth: Longs, people: int, mentors: int
    ) -> None:
        self.tables, self.network, self.worth = tables, network, worth
        self.people, self.mentors = people, mentors
        used = network.seat_start[:mentors] + network.seats[:mentors]
        self.pairs, self.places = network.mentor.size, int(used.max(initial=0))
        self.places = max(self.places, network.owner.size)
        self._shelve()

    @classmethod
    def of(cls, market: Market, solved: Solved) -> "Standing":
        """The solution of a market, from now on under events."""
        people, mentors = market.people.age.size, market.mentors.seats.size
        return cls(tables_of(market), solved.network, solved.worth.copy(), people, mentors)

    def person_arrives(self, person: People) -> int:
        """Somebody begins to wait; return their number. At most one row of columns is read."""
        number = self.people
        self._room_for_person(person)
        self.tables.people[number] = people_rows(person)[:, 0]
        self.people += 1
        self.network.match[number] = -1
        who = np.array([number])
        self.worth[number] = int(person.waiting_worth[0]) + self._bonus(who)
        self._learn_row(number, ())
        return number

    def person_looks_again(self, person: int, never: Collection[int] = ()) -> None:
        """Let somebody without a place know the best mentors of now; ``never`` are conflicts."""
        forget_row(self.network, person)
        self._learn_row(person, never)

    def person_leaves(self, person: int) -> None:
        """Somebody waits no longer, or has a match that is none of ours."""
        mentor = int(self.network.match[person])
        self._forget(person)
        if mentor >= 0:
            unseat(self.network, person)
            self._fill(mentor)

    def mentor_joins(self, mentor: Mentors, never: Collection[int] = ()) -> int:
        """A mentor is ready; return their number. ``never`` are people who have a conflict."""
        number = self.mentors
        seats = int(mentor.seats[0]) if mentor.ready[0] else 0
        self._room_for_mentor(seats)
        self.tables.mentors[number] = mentor_rows(mentor)[:, 0]
        self.mentors += 1
        network = self.network
        network.seats[number], network.seat_start[number] = seats, self.places
        network.head[number], network.place[number] = -1, -1
        self.places += seats
        if seats:
            self._learn_column(number, never)
            self._fill(number)
            self._shelve_late()
        return number

    def mentor_leaves(self, mentor: int) -> None:
        """A mentor helps no more; who was proposed to them is placed anew."""
        network = self.network
        first = network.seat_start[mentor]
        theirs = network.owner[first : first + network.taken[mentor]].copy()
        for person in theirs:
            unseat(network, person)
            network.gain[person] = 0
        network.seats[mentor], network.price[mentor] = 0, 0
        self.tables.mentors[mentor] = 0  # nothing of them goes into a snapshot
        self._take_off(mentor)
        for person in theirs:
            self._place(int(person))

    def declined(self, person: int, mentor: int) -> None:
        """One of the two said no: the pair is never proposed again."""
        network, matched = self.network, self.network.match[person] == mentor
        if matched:
            unseat(network, person)
        forget_pair(network, person, mentor)
        if matched:
            self._place(person)
            self._fill(mentor)

    def accepted(self, person: int) -> int:
        """Freeze a proposal: person and seat are taken out; return the mentor. No proposal: -1."""
        mentor = int(self.network.match[person])
        if mentor >= 0:
            self._forget(person)
            unseat(self.network, person)
            self.network.seats[mentor] -= 1
            self.tables.mentors[mentor, SEATS] -= 1
            if not self.network.seats[mentor]:
                self._take_off(mentor)
        return mentor

    def certificate(self) -> Proof:
        """Recount value and bound over all pairs that the network knows."""
        return proof_of(self.network, self.people)

    def snapshot(self) -> bytes:
        """Everything that `restored` needs to go on from here."""
        counts = (self.people, self.mentors, self.pairs, self.places)
        return packed(self.tables, self.network, self.worth, counts)

    @classmethod
    def restored(cls, snapshot: bytes) -> "Standing":
        """What a snapshot was taken of. Raises ValueError for bytes that are no snapshot."""
        tables, network, worth, (people, mentors, pairs, places) = unpacked(snapshot)
        standing = cls(tables, network, worth, people, mentors)
        standing.pairs, standing.places = pairs, places
        return standing

    def _place(self, person: int) -> None:
        place_person(self.network, person)
        self._follow()

    def _fill(self, mentor: int) -> None:
        network = self.network
        while network.price[mentor] > 0 and network.taken[mentor] < network.seats[mentor]:
            fill_seat(network, mentor)
            self._follow()

    def _take_off(self, mentor: int) -> None:
        """Let nobody who comes look at a mentor who has no seat any more."""
        for shelf, places in zip(self._shelves, self._where, strict=True):
            take_off(shelf, places, mentor)
        for shelf in self._late if mentor >= self._shelved else ():
            take_off(shelf, places_on(shelf, self.mentors), mentor)

    def _follow(self) -> None:
        for shelf, places in zip(self._shelves, self._where, strict=True):
            follow(self.network, shelf, places)

    def _shelve(self) -> None:
        """Put everybody who has seats on shelves, at the prices of now."""
        with_seats = np.flatnonzero(self.network.seats[: self.mentors] > 0)
        self._shelves = shelves_of(self._known(), with_seats)
        for shelf in self._shelves:
            priced(shelf, self.network.price)
        self._where = [places_on(shelf, self.mentors) for shelf in self._shelves]
        self._shelved = self.mentors
        self._bands = bands_of(self.tables, self.people)
        self._late = shelves_of(self._known(), with_seats[:0])

    def _shelve_late(self) -> None:
        """Put who joined since on a shelf of their own."""
        if self.mentors - self._shelved > _SHELVE_AGAIN:
            self._shelve()
            return
        late = np.arange(self._shelved, self.mentors)
        self._late = shelves_of(self._known(), late[self.network.seats[late] > 0])

    def _known(self) -> Tables:
        return self.tables._replace(mentors=self.tables.mentors[: self.mentors])

    def _bonus(self, who: Longs) -> int:
        scales = self.tables.scales
        enough = max(scales.few, scales.some)
        found = scans.options_of(self.tables, self._shelves, enough, who)
        found += scans.options_of(self.tables, self._late, enough, who)
        return int(bonus_of(scales, found)[0])

    def _best_mentors(self, who: Longs) -> tuple[Ints, Longs]:
        """The best mentors of one person, and the fits, stickiness included."""
        found, price = [], self.network.price
        floors = np.full(1, scans.ANY, np.int32)
        for shelves in (self._shelves, self._late):
            mentors, values, counts = scans.best_mentors(
                self.tables, shelves, price, floors, OPEN_TO, who
            )
            found.append((mentors[0, : counts[0]], values[0, : counts[0]]))
        early, late = found
        fits = np.append(early[1] + price[early[0]], late[1])  # the late shelf has no prices
        return np.append(early[0], late[0]), fits.astype(np.int64)

    def _learn_row(self, person: int, never: Collection[int]) -> None:
        """Let the best pairs of somebody who has none be known, and place them."""
        mentors, values = self._best_mentors(np.array([person]))
        if never:
            fine = ~np.isin(mentors, list(never))
            mentors, values = mentors[fine], values[fine]
        network = self._room_for_pairs(mentors.size)
        self.pairs = learn_row(network, person, mentors, values + self.worth[person], self.pairs)
        self._place(person)

    def _learn_column(self, mentor: int, never: Collection[int]) -> None:
        """Let the pairs of a mentor who joins be known, and set the price that they allow."""
        network = self.network
        levels = self.worth[: self.people], network.gain
        most = KNOWN_BY + len(never)
        who, fits = best_people(self.tables, mentor, self._bands, levels, most)
        if never:
            fine = ~np.isin(who, list(never))
            who, fits = who[fine], fits[fine]
        values = fits + self.worth[who]
        over = values - network.gain[who]
        more = int(network.counts[who].sum()) + who.size
        network = self._room_for_pairs(more)
        self.pairs = learn_column(network, mentor, who, values, self.pairs)
        network.price[mentor] = max(0, int(over.max(initial=0)))

    def _forget(self, person: int) -> None:
        forget_row(self.network, person)
        self.tables.people[person] = 0  # nothing of them goes into a snapshot
        forget(self._bands, person)

    def _room_for_pairs(self, more: int) -> Network:
        if self.pairs + more > self.network.mentor.size:
            self.network, self.pairs = tidied(self.network, self.people, more)
        return self.network

    def _room_for_person(self, person: People) -> None:
        size, tables = self.people + 1, self.tables
        self.network = room_for(self.network, BY_PERSON, size)
        if tables.people.shape[0] < self.network.match.size:
            room = self.network.match.size
            self.worth = longer(self.worth, room)
            start = longer(tables.conflict_start, room + 1)
            self.tables = tables._replace(people=longer(tables.people, room), conflict_start=start)
        if person.conflicts.size:
            conflicts = np.append(self.tables.conflicts, person.conflicts)
            self.tables = self.tables._replace(conflicts=conflicts)
        self.tables.conflict_start[size] = self.tables.conflicts.size

    def _room_for_mentor(self, seats: int) -> None:
        network = room_for(self.network, BY_MENTOR, self.mentors + 1)
        self.network = room_for(network, BY_SEAT, self.places + seats)
        if self.tables.mentors.shape[0] < self.network.seats.size:
            mentors = longer(self.tables.mentors, self.network.seats.size)
            self.tables = self.tables._replace(mentors=mentors)
