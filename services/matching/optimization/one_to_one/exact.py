"""From a nearly best matching and nearly right prices to the best, with prices that prove it."""

import numpy as np

from services.matching.optimization.one_to_one.compiled import Ints, Longs, borrowing, compiled
from services.matching.optimization.one_to_one.network import (
    Network,
    best_gain,
    own_value,
    seat,
)
from services.matching.optimization.one_to_one.paths import fill_seat, place_person


def settle(network: Network, match: Ints, price: Longs) -> None:
    """Take a matching and prices over, and search until they are exact over the network's pairs.

    Who has what is best for them at the prices stays; everybody else is placed anew, which is short
    where the prices are nearly right. A seat that keeps a price without being taken comes last.
    """
    network.price[:] = price
    _place(network, _adopt(network, match, np.empty(match.size, np.int32)))
    _fill(network)


@compiled
def _adopt(network: Network, match: Ints, loose: Ints) -> Ints:
    size = 0
    for person in range(match.size):
        gain = best_gain(network, person)
        network.gain[person] = gain
        network.match[person] = match[person]
        if match[person] >= 0:
            kept = own_value(network, person) - network.price[match[person]] == gain
            network.match[person] = -1
            if kept:
                seat(network, person, match[person])
        if network.match[person] < 0 and gain > 0:
            network.gain[person] = 0
            loose[size] = person
            size += 1
    return loose[:size]


@borrowing
def _place(network: Network, people: Ints) -> None:
    for at in range(people.size):
        place_person(network, people[at])


@borrowing
def _fill(network: Network) -> None:
    for mentor in range(network.seats.size):
        while network.price[mentor] > 0 and network.taken[mentor] < network.seats[mentor]:
            fill_seat(network, mentor)
