"""A circles problem as columns: who competes for which free seats.

Held seats are taken out first. People stand in the order of their lottery draws and sessions in
the order of their ids, so the order in which a problem names them changes nothing.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from services.matching.optimization.circles.pairs import Pairs, eligible_pairs
from services.matching.optimization.highs import Flags, Ints
from services.matching.optimization.lottery import lottery_order
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance cap: the word of each person (-1 for none), and how many more each session may
    take of each word, by session times ``words`` plus word.
    """

    word: Ints
    words: int
    allowance: Ints


@dataclass(frozen=True, slots=True)
class Market:
    """People without a held seat, sessions with what is left of them, and the pairs between."""

    people: tuple[Jobseeker, ...]
    sessions: tuple[HostedSession, ...]
    pairs: Pairs
    fewest: Ints
    most: Ints
    opened: Flags
    """Sessions in which seats are held meet whatever their size: that is not a run's to decide."""

    balances: tuple[Balance, ...]


def market_of(problem: Circles) -> Market:
    """Return the columns. Raises ``ValueError`` if a held seat is in a session nobody offers."""
    people = _free_people(problem)
    sessions = tuple(sorted(problem.sessions, key=lambda session: session.id))
    held = _held(problem, sessions)
    taken = np.array([len(held.get(session.id, ())) for session in sessions], np.int64)
    opened = taken > 0
    seats = np.array([session.seats_max for session in sessions], np.int64)
    fewest = np.array([session.seats_min for session in sessions], np.int64)
    return Market(
        people,
        sessions,
        eligible_pairs(problem, people, sessions),
        np.where(opened, 0, fewest),
        np.maximum(0, seats - taken),
        opened,
        tuple(_balance(people, sessions, held, cap.by, cap.at_most) for cap in problem.caps),
    )


def _free_people(problem: Circles) -> tuple[Jobseeker, ...]:
    free = {person.id: person for person in problem.people if person.seat is None}
    return tuple(free[identifier] for identifier in lottery_order(problem.seed, free))


def _held(problem: Circles, sessions: tuple[HostedSession, ...]) -> dict[str, list[Jobseeker]]:
    known = {session.id for session in sessions}
    held: dict[str, list[Jobseeker]] = {}
    for person in problem.people:
        if person.seat is None:
            continue
        if person.seat not in known:
            raise ValueError(f"{person.id} holds a seat in {person.seat}, which nobody offers")
        held.setdefault(person.seat, []).append(person)
    return held


def _balance(
    people: tuple[Jobseeker, ...],
    sessions: tuple[HostedSession, ...],
    held: dict[str, list[Jobseeker]],
    by: str,
    at_most: int,
) -> Balance:
    seated = [member for members in held.values() for member in members]
    spoken = sorted({p.balance[by] for p in (*people, *seated) if by in p.balance})
    number = {word: place for place, word in enumerate(spoken)}
    word = np.array([number.get(p.balance.get(by, ""), -1) for p in people], np.int64)
    allowance = np.full(len(sessions) * len(spoken), at_most, np.int64)
    for place, session in enumerate(sessions):
        counts = Counter(m.balance[by] for m in held.get(session.id, ()) if by in m.balance)
        for said, count in counts.items():
            allowance[place * len(spoken) + number[said]] = max(0, at_most - count)
    return Balance(word, len(spoken), allowance)
