"""Clients by class: alike in everything that decides with whom they may be, counted not named.

Waiting decides only whether somebody is placed, so a class keeps its members' worths apart from
the pairs: a program over counts is hundreds of times smaller than one over people, and as exact.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from services.matching.optimization.caseloads.rules import eligible, needed
from services.matching.optimization.caseloads.score import parts, worth
from services.matching.optimization.highs import Ints
from services.matching.optimization.lottery import draw
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client


@dataclass(frozen=True, slots=True)
class ClientClass:
    """Interchangeable clients: who waits longest comes first, then the lottery's draw."""

    members: tuple[Client, ...]
    worths: tuple[int, ...]
    advocates: tuple[int, ...]
    fits: tuple[int, ...]
    """Who may take them, by number, and what the pair is worth beyond the waiting."""

    own: int | None
    """Whom they have now, by number, if that advocate is here."""

    for_care: int
    """What of a fit with somebody else is for being in care."""

    likeness: tuple[object, ...]
    """Everything that decides about another advocate for them."""

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.members)

    @property
    def complexity(self) -> int:
        """How much of a caseload each of them takes."""
        return self.members[0].complexity

    @property
    def in_care(self) -> bool:
        """Whether they have an advocate now."""
        return self.members[0].advocate is not None


@dataclass(frozen=True, slots=True)
class Caseload:
    """The whole problem by class; ``pair_class`` and ``pair_advocate`` number the possible pairs
    of a class and an advocate, ``fit`` is what each person of such a pair is worth beyond waiting.
    """

    advocates: tuple[Advocate, ...]
    classes: tuple[ClientClass, ...]
    pair_class: Ints
    pair_advocate: Ints
    fit: Ints

    @property
    def complexity(self) -> Ints:
        """By class."""
        return np.array([one.complexity for one in self.classes], np.int64)

    @property
    def sizes(self) -> Ints:
        """By class."""
        return np.array([one.size for one in self.classes], np.int64)

    @property
    def in_care(self) -> Ints:
        """By class: 1 where its members have an advocate now, else 0."""
        return np.array([one.in_care for one in self.classes], np.int64)

    @property
    def caps(self) -> Ints:
        """By advocate."""
        return np.array([advocate.cap for advocate in self.advocates], np.int64)


def caseload_of(problem: Caseloads) -> Caseload:
    """Return the problem by class. Whoever nobody may take is in none."""
    advocates = tuple(sorted(problem.advocates, key=lambda advocate: advocate.id))
    classes = tuple(_classes(problem, advocates))
    pairs = [
        (n, a, f) for n, c in enumerate(classes) for a, f in zip(c.advocates, c.fits, strict=True)
    ]
    columns = np.array(pairs, np.int64).reshape(len(pairs), 3)
    return Caseload(advocates, classes, columns[:, 0], columns[:, 1], columns[:, 2])


def _classes(problem: Caseloads, advocates: tuple[Advocate, ...]) -> Iterator[ClientClass]:
    spoken = {language for advocate in advocates for language in advocate.languages}
    numbers = {advocate.id: number for number, advocate in enumerate(advocates)}
    alike: dict[tuple[object, str | None], list[Client]] = defaultdict(list)
    for client in sorted(problem.people, key=lambda client: client.id):
        alike[_likeness(client, spoken), client.advocate].append(client)
    for members in alike.values():
        first = members[0]
        may = [n for n, advocate in enumerate(advocates) if eligible(problem, first, advocate)]
        if may:
            queue = sorted(members, key=lambda c: (-worth(problem, c), draw(problem.seed, c.id)))
            yield ClientClass(
                tuple(queue),
                tuple(worth(problem, client) for client in queue),
                tuple(may),
                tuple(sum(parts(problem, first, advocates[n]).values()) for n in may),
                numbers.get(first.advocate or ""),
                problem.weights.in_care if first.advocate is not None else 0,
                _likeness(first, spoken),
            )


def _likeness(client: Client, spoken: Collection[str]) -> tuple[object, ...]:
    """Return everything that decides with whom somebody may be, and what the pair is worth,
    but for whom they have now.

    A language that no advocate speaks decides nothing: classes would only be smaller, and more.
    """
    return (
        client.area,
        client.complexity,
        tuple(sorted(set(needed(client.languages)).intersection(spoken))),
        tuple(sorted(set(client.conflicts))),
    )
