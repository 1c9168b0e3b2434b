"""Compiled changes of a network's pairs: new ones of a person or a mentor, and old ones gone."""

from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.compiled import (
    NEVER,
    Ints,
    Longs,
    Number,
    borrowing,
    compiled,
)
from services.matching.optimization.one_to_one.network import Network, link

_ROOM: Final = 4096


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


def tidied(network: Network, people: int, more: int) -> tuple[Network, int]:
    """The network without pairs that are gone, with room for ``more``; and the end of its pairs.

    Rows that became longer left their old places behind, and who left left their pairs. There is
    half as much room as is in use, so that tidying up is as rare as there is much to tidy.
    """
    live = int(network.counts[:people].sum())
    room = live + live // 2 + 2 * more + _ROOM
    fresh = network._replace(
        mentor=np.zeros(room, np.int32),
        value=np.zeros(room, np.int32),
        person=np.full(room, -1, np.int32),
        after=np.full(room, -1, np.int32),
    )
    fresh.head[:] = -1
    return fresh, _copy_rows(network, fresh, people)


@compiled
def _copy_rows(network: Network, fresh: Network, people: Number) -> Number:
    end = 0
    for person in range(people):
        first, count = network.start[person], network.counts[person]
        network.start[person] = end
        for arc in range(first, first + count):
            mentor = network.mentor[arc]
            if network.seats[mentor] > 0 and network.value[arc] > NEVER // 2:
                fresh.mentor[end], fresh.value[end] = mentor, network.value[arc]
                fresh.person[end] = person
                end += 1
        network.counts[person] = end - network.start[person]
    link(fresh, 0, end)
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
