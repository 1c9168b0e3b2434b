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
    best_gain,
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
def _look_around(network: Network, person: Number, so_far: Number, limit: Number) -> None:
    """Reach the mentors of somebody's pairs."""
    search, distance, seen = network.numbers[SEARCH], network.distance, network.seen
    away = so_far + network.gain[person]
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        mentor = network.mentor[arc]
        there = away + network.price[mentor] - network.value[arc]
        nearer = seen[mentor] != search or there < distance[mentor]
        if nearer and there < limit and network.seats[mentor] > 0:
            seen[mentor], distance[mentor] = search, there
            network.by_person[mentor] = person
            lift(network, mentor)


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
    network: Network, mentor: Number, limit: Number, out: Number
) -> tuple[Number, Number]:
    """Reach what a full mentor's people reach; return who could go without a seat, and the limit.

    Somebody who goes loses their gain: a way to an end like a free seat.
    """
    first, so_far = network.seat_start[mentor], network.distance[mentor]
    for at in range(first, first + network.taken[mentor]):
        owner = network.owner[at]
        if so_far + network.gain[owner] < limit:
            limit, out = so_far + network.gain[owner], owner
        _look_around(network, owner, so_far, limit)
    return out, limit


@borrowing
def place_person(network: Network, person: Number) -> None:
    """Place an unmatched person, or nobody, or push somebody out, so that all is best again."""
    network.gain[person] = best_gain(network, person)
    limit = network.gain[person]
    if limit == 0:
        network.numbers[SETTLED] = 0
        return
    _begin(network)
    free, out = -1, -1
    _look_around(network, person, np.int64(0), limit)
    while network.numbers[HEAP] > 0:
        mentor = take_nearest(network)
        if network.distance[mentor] >= limit:
            break
        if network.taken[mentor] < network.seats[mentor]:
            limit, free = network.distance[mentor], mentor
            break
        _settle(network, mentor)
        out, limit = _look_through(network, mentor, limit, out)
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
    network: Network, mentor: Number, so_far: Number, limit: Number
) -> tuple[Number, Number]:
    """Reach the mentors from whom people could move here; return who unmatched could, and how far.

    An unmatched person, or -1, and the limit.
    """
    search, distance, seen = network.numbers[SEARCH], network.distance, network.seen
    waiting: Number = -1
    arc = network.head[mentor]
    while arc >= 0:
        person = network.person[arc]
        if person >= 0 and network.match[person] != mentor:
            there = so_far + network.gain[person] + network.price[mentor] - network.value[arc]
            other = network.match[person]
            if there < limit and other < 0:
                waiting, limit = person, there
            elif there < limit and (seen[other] != search or there < distance[other]):
                seen[other], distance[other] = search, there
                network.by_person[other], network.by_mentor[other] = person, mentor
                lift(network, other)
        arc = network.after[arc]
    return waiting, limit


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
    last, waiting, waits_for = goal, -1, -1
    network.seen[goal], network.distance[goal] = search, 0
    lift(network, goal)
    while network.numbers[HEAP] > 0:
        mentor = take_nearest(network)
        so_far = network.distance[mentor]
        if so_far >= limit:
            break
        _settle(network, mentor)
        if so_far + network.price[mentor] < limit:
            limit, last, waiting = so_far + network.price[mentor], mentor, -1
        found, limit = _look_back(network, mentor, so_far, limit)
        if found >= 0:
            waiting, waits_for = found, mentor
    clear(network)
    _shift(network, limit, -1)
    _move_back(network, goal, waits_for if waiting >= 0 else last)
    if waiting >= 0:
        seat(network, waiting, waits_for)
