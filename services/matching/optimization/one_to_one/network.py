"""A matching with prices that prove it: people, seats, pairs, and room for searches.

What always holds, and is the proof: ``gain[i] + price[j] >= value[i, j]`` for every pair in the
network, with equality for matched ones; nobody's gain is below 0, and who is unmatched has none; no
price is below 0, and a mentor with a free seat costs nothing.
"""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.arcs import Arcs
from services.matching.optimization.one_to_one.compiled import Ints, Longs, Number, borrowing


class Network(NamedTuple):
    """Arrays that compiled searches read and write; a person's pairs stand together."""

    start: Longs
    counts: Ints
    mentor: Ints
    value: Ints
    person: Ints
    """Whose pair it is; -1 for one that is gone."""
    after: Ints
    """The next pair of the same mentor, or -1."""
    head: Ints
    """The first pair of each mentor, or -1."""
    match: Ints
    gain: Longs
    """What being placed is worth to each person, prices paid."""
    price: Longs
    seats: Ints
    taken: Ints
    seat_start: Longs
    owner: Ints
    """Who has each seat, those of a mentor first to last, -1 behind the last."""
    distance: Longs
    seen: Longs
    """The number of the search that reached a mentor last."""
    by_person: Ints
    """Through whom a mentor was reached."""
    by_mentor: Ints
    """From which mentor a mentor was reached."""
    heap: Ints
    place: Ints
    """Where a mentor stands in the heap, or -1."""
    settled: Ints
    numbers: Longs
    """The number of the search; the size of the heap; how many are settled."""


SEARCH, HEAP, SETTLED = 0, 1, 2


def network_of(arcs: Arcs, seats: Ints) -> Network:
    """A network in which nobody is matched yet; prices and gains are 0."""
    people, mentors = arcs.start.size - 1, seats.size
    seat_start = np.zeros(mentors + 1, np.int64)
    np.cumsum(seats, out=seat_start[1:])
    network = Network(
        start=arcs.start[:-1].copy(),
        counts=np.diff(arcs.start).astype(np.int32),
        mentor=arcs.mentor,
        value=arcs.value,
        person=np.repeat(np.arange(people, dtype=np.int32), np.diff(arcs.start)),
        after=np.empty(arcs.mentor.size, np.int32),
        head=np.full(mentors, -1, np.int32),
        match=np.full(people, -1, np.int32),
        gain=np.zeros(people, np.int64),
        price=np.zeros(mentors, np.int64),
        seats=seats.copy(),
        taken=np.zeros(mentors, np.int32),
        seat_start=seat_start,
        owner=np.full(int(seat_start[-1]), -1, np.int32),
        distance=np.zeros(mentors, np.int64),
        seen=np.zeros(mentors, np.int64),
        by_person=np.zeros(mentors, np.int32),
        by_mentor=np.zeros(mentors, np.int32),
        heap=np.zeros(mentors, np.int32),
        place=np.full(mentors, -1, np.int32),
        settled=np.zeros(mentors, np.int32),
        numbers=np.zeros(3, np.int64),
    )
    link(network, 0, arcs.mentor.size)
    return network


@borrowing
def link(network: Network, first: Number, last: Number) -> None:
    """Hang some pairs onto their mentors."""
    after, head, mentor = network.after, network.head, network.mentor
    for arc in range(last - 1, first - 1, -1):
        after[arc] = head[mentor[arc]]
        head[mentor[arc]] = arc


@borrowing
def seat(network: Network, person: Number, mentor: Number) -> None:
    """Give a person a free seat."""
    network.owner[network.seat_start[mentor] + network.taken[mentor]] = person
    network.taken[mentor] += 1
    network.match[person] = mentor


@borrowing
def unseat(network: Network, person: Number) -> None:
    """Take a person's seat away; the last of the mentor's people moves into it."""
    mentor, owner = network.match[person], network.owner
    first = network.seat_start[mentor]
    last = first + network.taken[mentor] - 1
    for at in range(first, last + 1):
        if owner[at] == person:
            owner[at] = owner[last]
            owner[last] = -1
            break
    network.taken[mentor] -= 1
    network.match[person] = -1


@borrowing
def own_value(network: Network, person: Number) -> Number:
    """What the pair of a matched person is worth."""
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        if network.mentor[arc] == network.match[person]:
            return np.int64(network.value[arc])
    return np.int64(0)


@borrowing
def total_value(network: Network) -> Number:
    """What the matching is worth."""
    total = np.int64(0)
    for person in range(network.match.size):
        if network.match[person] >= 0:
            total += own_value(network, person)
    return total


class Proof(NamedTuple):
    """What a matching is worth, and what nothing over the network's pairs can exceed."""

    value: int
    bound: int


def proof_of(network: Network, people: int) -> Proof:
    """Recount both over the first ``people``."""
    placed = np.flatnonzero(network.match[:people] >= 0)
    value = sum(int(own_value(network, person)) for person in placed)
    bound = network.gain[:people].sum() + (network.price * network.seats).sum()
    return Proof(value, int(bound))
