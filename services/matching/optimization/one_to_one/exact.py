"""From a nearly best matching and nearly right prices to the best, with prices that prove it."""

import numpy as np

from services.matching.optimization.one_to_one.compiled import Ints, Longs, borrowing, compiled
from services.matching.optimization.one_to_one.network import (
    Network,
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
    """Seat who has what is best for them; return who else wants a seat. Nobody has one yet."""
    size = 0
    for person in range(match.size):
        own, gain = np.int64(0), np.int64(0)
        for arc in range(network.start[person], network.start[person] + network.counts[person]):
            mentor = network.mentor[arc]
            left = network.value[arc] - network.price[mentor]
            gain = max(gain, left if network.seats[mentor] > 0 else np.int64(0))
            own = left if mentor == match[person] else own
        if match[person] >= 0 and own == gain:
            network.gain[person] = gain
            seat(network, person, match[person])
        elif gain > 0:
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
