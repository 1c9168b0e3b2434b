"""Shortest paths in reduced costs: one person in, or one seat filled, and everything best again.

Each search is Dijkstra's, ends as soon as nothing shorter can come, and afterwards moves prices
and gains by what is missing to the end (Ahuja, Magnanti, Orlin, Network Flows, 9.7 and 12.4).
"""

import numpy as np

from services.matching.optimization.one_to_one.compiled import Number, borrowing
from services.matching.optimization.one_to_one.heap import clear, lift, take_nearest
from services.matching.optimization.one_to_one.network import (
    HEAP,
    SEARCH,
    SETTLED,
    Network,
    seat,
    unseat,
)


@borrowing
def _begin(network: Network) -> Number:
    network.numbers[SEARCH] += 1
    network.numbers[SETTLED] = 0
    return network.numbers[SEARCH]


@borrowing
def _settle(network: Network, mentor: Number) -> None:
    network.settled[network.numbers[SETTLED]] = mentor
    network.numbers[SETTLED] += 1


@borrowing
def _look_around(
    network: Network, person: Number, so_far: Number, limit: Number, free: Number
) -> tuple[Number, Number]:
    """Reach the mentors of somebody's pairs; return who of them has a free seat, and the limit.

    A free seat is an end, so nothing that is as far away or farther is ever put on the heap.
    """
    search, distance, seen = network.numbers[SEARCH], network.distance, network.seen
    away = so_far + network.gain[person]
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        mentor = network.mentor[arc]
        there = away + network.price[mentor] - network.value[arc]
        if there < limit and (seen[mentor] != search or there < distance[mentor]):
            if network.taken[mentor] < network.seats[mentor]:
                limit, free = there, mentor
                network.by_person[mentor] = person
            elif network.seats[mentor] > 0:
                seen[mentor], distance[mentor] = search, there
                network.by_person[mentor] = person
                lift(network, mentor)
    return free, limit


@borrowing
def _shift(network: Network, limit: Number, sign: Number) -> None:
    """Move prices by what each settled mentor is nearer than the end, and gains the other way."""
    for at in range(network.numbers[SETTLED]):
        mentor = network.settled[at]
        step = sign * (limit - network.distance[mentor])
        network.price[mentor] += step
        first = network.seat_start[mentor]
        for place in range(first, first + network.taken[mentor]):
            network.gain[network.owner[place]] -= step


@borrowing
def _seat_along(network: Network, person: Number, mentor: Number) -> None:
    """Move everybody on the path one on; its last mentor has a free seat."""
    while True:
        mover = network.by_person[mentor]
        before = network.match[mover]
        if before >= 0:
            unseat(network, mover)
        seat(network, mover, mentor)
        if mover == person:
            return
        mentor = before


@borrowing
def _look_through(
    network: Network, mentor: Number, limit: Number, end: tuple[Number, Number]
) -> tuple[Number, Number, Number]:
    """Reach what a full mentor's people reach; return the end, and the limit.

    The end is a mentor with a free seat, or somebody who could go without a seat: they lose their
    gain, which is a way to an end like a free seat.
    """
    free, out = end
    first, so_far = network.seat_start[mentor], network.distance[mentor]
    for at in range(first, first + network.taken[mentor]):
        owner = network.owner[at]
        if so_far + network.gain[owner] < limit:
            limit, out, free = so_far + network.gain[owner], owner, -1
        free, limit = _look_around(network, owner, so_far, limit, free)
    return free, out, limit


@borrowing
def _first_look(network: Network, person: Number) -> tuple[Number, Number]:
    """Write what the best pair would leave somebody; return the best free seat, and how far it is.

    No seat is as far as the whole gain.
    """
    best, most, free = np.int64(0), np.int64(0), -1
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        mentor = network.mentor[arc]
        left = network.value[arc] - network.price[mentor]
        if left > most and network.seats[mentor] > 0:
            best = max(best, left)
            if network.taken[mentor] < network.seats[mentor]:
                most, free = left, mentor
    network.gain[person] = best
    return free, best - most


@borrowing
def place_person(network: Network, person: Number) -> None:
    """Place an unmatched person, or nobody, or push somebody out, so that all is best again."""
    network.numbers[SETTLED] = 0
    free, limit = _first_look(network, person)
    if limit == 0:
        if free >= 0:
            seat(network, person, free)
        return
    _begin(network)
    out = -1
    if free >= 0:
        network.by_person[free] = person
    free, limit = _look_around(network, person, np.int64(0), limit, free)
    while network.numbers[HEAP] > 0:
        mentor = take_nearest(network)
        if network.distance[mentor] >= limit:
            break
        _settle(network, mentor)
        free, out, limit = _look_through(network, mentor, limit, (free, out))
    clear(network)
    network.gain[person] -= limit
    _shift(network, limit, 1)
    if free < 0 and out >= 0:
        free = network.match[out]
        unseat(network, out)
    if free >= 0:
        _seat_along(network, person, free)


@borrowing
def _look_back(
    network: Network, mentor: Number, limit: Number, end: tuple[Number, Number]
) -> tuple[Number, Number, Number]:
    """Reach the mentors from whom people could move here; return the end, and the limit.

    The end is a mentor and an unmatched person who could move there, or -1: then the price of the
    mentor would fall to 0 instead. Nothing as far away as an end is ever put on the heap.
    """
    search, distance, seen = network.numbers[SEARCH], network.distance, network.seen
    last, waiting = end
    here, arc = distance[mentor] + network.price[mentor], network.head[mentor]
    while arc >= 0:
        person = network.person[arc]
        if person >= 0:
            there = here + network.gain[person] - network.value[arc]
            other = network.match[person]
            nearer = other >= 0 and (seen[other] != search or there < distance[other])
            if there < limit and other < 0:
                last, waiting, limit = mentor, person, there
            elif there < limit and nearer and other != mentor:
                seen[other], distance[other] = search, there
                network.by_person[other], network.by_mentor[other] = person, mentor
                if there + network.price[other] < limit:
                    last, waiting, limit = other, -1, there + network.price[other]
                if there < limit:
                    lift(network, other)
        arc = network.after[arc]
    return last, waiting, limit


@borrowing
def _move_back(network: Network, goal: Number, last: Number) -> None:
    """Move people towards the goal's free seat, the nearest first, until ``last`` has one."""
    size, mentor = 0, last
    while mentor != goal:
        network.heap[size] = mentor  # it is empty: the search is over
        size += 1
        mentor = network.by_mentor[mentor]
    for at in range(size - 1, -1, -1):
        person = network.by_person[network.heap[at]]
        to = network.by_mentor[network.heap[at]]
        unseat(network, person)
        seat(network, person, to)


@borrowing
def fill_seat(network: Network, goal: Number) -> None:
    """Fill a free seat that has a price, or lower the price to 0, so that all is best again."""
    search, limit = _begin(network), network.price[goal]
    last, waiting = goal, -1
    network.seen[goal], network.distance[goal] = search, 0
    lift(network, goal)
    while network.numbers[HEAP] > 0:
        mentor = take_nearest(network)
        if network.distance[mentor] >= limit:
            break
        _settle(network, mentor)
        last, waiting, limit = _look_back(network, mentor, limit, (last, waiting))
    clear(network)
    _shift(network, limit, -1)
    _move_back(network, goal, last)
    if waiting >= 0:
        seat(network, waiting, last)
