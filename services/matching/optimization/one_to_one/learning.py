"""Compiled changes of a network's pairs: new ones of a person or a mentor, and old ones gone."""

from services.matching.optimization.one_to_one.compiled import NEVER, Ints, Longs, Number, borrowing
from services.matching.optimization.one_to_one.network import Network, link


@borrowing
def learn_row(
    network: Network, person: Number, mentors: Ints, values: Longs, end: Number
) -> Number:
    """Write the pairs of somebody who has none yet; return the end of all pairs."""
    network.start[person], network.counts[person] = end, mentors.size
    for at in range(mentors.size):
        network.mentor[end + at], network.value[end + at] = mentors[at], values[at]
        network.person[end + at] = person
    link(network, end, end + mentors.size)
    return end + mentors.size


@borrowing
def learn_column(
    network: Network, mentor: Number, people: Longs, values: Longs, end: Number
) -> Number:
    """Add a mentor's pairs to the rows of people: each row moves to the end, and is one longer."""
    for at in range(people.size):
        person = people[at]
        first, count = network.start[person], network.counts[person]
        network.start[person], network.counts[person] = end, count + 1
        for arc in range(first, first + count):
            network.mentor[end], network.value[end] = network.mentor[arc], network.value[arc]
            network.person[end], network.person[arc] = person, -1
            link(network, end, end + 1)
            end += 1
        network.mentor[end], network.value[end], network.person[end] = mentor, values[at], person
        link(network, end, end + 1)
        end += 1
    return end


@borrowing
def forget_row(network: Network, person: Number) -> None:
    """Let somebody's pairs be nobody's."""
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        network.person[arc] = -1
    network.counts[person] = 0
    network.gain[person] = 0


@borrowing
def forget_pair(network: Network, person: Number, mentor: Number) -> None:
    """Let a pair be worth less than any other could be."""
    for arc in range(network.start[person], network.start[person] + network.counts[person]):
        if network.mentor[arc] == mentor:
            network.value[arc] = NEVER
