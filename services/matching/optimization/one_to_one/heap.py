"""The mentors that a search has reached and not settled, nearest first: a binary heap in arrays."""

from services.matching.optimization.one_to_one.compiled import Longs, Number, Truth, borrowing
from services.matching.optimization.one_to_one.network import HEAP, Network


@borrowing
def _nearer(distance: Longs, one: Number, other: Number) -> Truth:
    """Of equally near ones the lower number, so that every run is the same."""
    return distance[one] < distance[other] or (distance[one] == distance[other] and one < other)


@borrowing
def lift(network: Network, mentor: Number) -> None:
    """Add a mentor, or move one up whose distance became less."""
    heap, place, distance = network.heap, network.place, network.distance
    at = place[mentor]
    if at < 0:
        at = network.numbers[HEAP]
        network.numbers[HEAP] += 1
    while at > 0:
        parent = (at - 1) >> 1
        if not _nearer(distance, mentor, heap[parent]):
            break
        heap[at] = heap[parent]
        place[heap[at]] = at
        at = parent
    heap[at] = mentor
    place[mentor] = at


@borrowing
def take_nearest(network: Network) -> Number:
    """Remove the nearest mentor and return it."""
    heap, place, distance = network.heap, network.place, network.distance
    nearest = heap[0]
    place[nearest] = -1
    network.numbers[HEAP] -= 1
    size = network.numbers[HEAP]
    if size == 0:
        return nearest
    mentor, at = heap[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and _nearer(distance, heap[child + 1], heap[child]):
            child += 1
        if not _nearer(distance, heap[child], mentor):
            break
        heap[at] = heap[child]
        place[heap[at]] = at
        at = child
    heap[at] = mentor
    place[mentor] = at
    return nearest


@borrowing
def clear(network: Network) -> None:
    """Empty the heap."""
    for at in range(network.numbers[HEAP]):
        network.place[network.heap[at]] = -1
    network.numbers[HEAP] = 0
