"""After every event the standing solution is what a fresh solver would find."""

from dataclasses import dataclass, field
from random import Random

import numpy as np
import pytest

from services.matching.optimization.one_to_one.market import Words, market_of, mentors_of, people_of
from services.matching.optimization.one_to_one.solving import Settings, solve_market
from services.matching.optimization.one_to_one.standing import Standing
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.parts import FewOptions
from tests.services.matching.optimization.one_to_one.worlds import random_problem

ALL = Settings(first=10_000, guided=0)
"""Every pair is known from the start."""


@dataclass
class Town:
    """A market under events, and the problem that it is now, for a fresh solver."""

    problem: OneToOne
    coming: OneToOne
    people: dict[int, YoungPerson] = field(default_factory=dict)
    mentors: dict[int, Mentor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        whole = self.problem.model_copy(
            update={
                "people": self.problem.people + self.coming.people,
                "mentors": self.problem.mentors + self.coming.mentors,
            }
        )
        self.words = Words(whole)
        market = market_of(self.problem, self.words)
        self.standing = Standing.of(market, solve_market(market, ALL))
        self.people = dict(enumerate(self.problem.people))
        self.mentors = dict(enumerate(self.problem.mentors))
        self.new_people, self.new_mentors = list(self.coming.people), list(self.coming.mentors)

    def now(self) -> OneToOne:
        return self.problem.model_copy(
            update={
                "people": tuple(self.people.values()),
                "mentors": tuple(self.mentors.values()),
            }
        )

    def any_event(self, rng: Random) -> str:
        happens = rng.choice(
            [self.arrives, self.leaves, self.joins, self.gone, self.declines, self.accepts]
        )
        happens(rng)
        return happens.__name__

    def arrives(self, _rng: Random) -> None:
        person = self.new_people.pop()
        number = self.standing.person_arrives(people_of(self.now(), [person], self.words))
        self.people[number] = person

    def leaves(self, rng: Random) -> None:
        number = rng.choice(sorted(self.people))
        del self.people[number]
        self.standing.person_leaves(number)

    def joins(self, _rng: Random) -> None:
        mentor = self.new_mentors.pop()
        number = self.standing.mentor_joins(mentors_of(self.now(), [mentor], self.words))
        self.mentors[number] = mentor

    def gone(self, rng: Random) -> None:
        number = rng.choice(sorted(self.mentors))
        del self.mentors[number]
        self.standing.mentor_leaves(number)

    def declines(self, rng: Random) -> None:
        number = rng.choice(sorted(self.people))
        mentor = int(self.standing.network.match[number])
        if mentor >= 0:
            person = self.people[number]
            conflicts = (*person.conflicts, self.mentors[mentor].id)
            self.people[number] = person.model_copy(update={"conflicts": conflicts})
            self.standing.declined(number, mentor)

    def accepts(self, rng: Random) -> None:
        number = rng.choice(sorted(self.people))
        mentor = self.standing.accepted(number)
        if mentor >= 0:
            del self.people[number]
            capacity = self.mentors[mentor].capacity - 1
            self.mentors[mentor] = self.mentors[mentor].model_copy(update={"capacity": capacity})


def town(seed: int) -> Town:
    """Nobody is held, and nobody has a bonus that would change with every event."""
    made = []
    for part, size in enumerate((40, 60)):
        problem = random_problem(seed * 2 + part, size, size - 10)
        people = tuple(
            p.model_copy(update={"id": f"{part}-{p.id}", "held": None, "conflicts": ()})
            for p in problem.people
        )
        mentors = tuple(m.model_copy(update={"id": f"{part}-{m.id}"}) for m in problem.mentors)
        made.append(problem.model_copy(update={"people": people, "mentors": mentors}))
    first, second = made
    bonus = FewOptions(bonus=0, few=0, some=0)
    weights = first.weights.model_copy(update={"few_options": bonus, "stickiness": 0})
    first = first.model_copy(update={"weights": weights})
    return Town(first, second)


@pytest.mark.parametrize("seed", range(6))
def test_after_every_event_the_solution_is_that_of_a_fresh_solver(seed: int) -> None:
    here, rng = town(seed), Random(seed)
    seen = set()
    for number in range(50):
        seen.add(here.any_event(rng))
        proof = here.standing.certificate()
        fresh = solve_market(market_of(here.now(), here.words))
        assert proof.value == proof.bound, f"event {number}"
        assert proof.value == fresh.value == fresh.bound, f"event {number}"
    assert len(seen) == 6


def test_a_snapshot_goes_on_as_if_nothing_had_been() -> None:
    here, rng = town(9), Random(9)
    for _ in range(20):
        here.any_event(rng)
    again = Standing.restored(here.standing.snapshot())
    assert again.certificate() == here.standing.certificate()
    for one in (here.standing, again):
        for number in sorted(here.people)[:5]:
            one.person_leaves(number)
    assert again.certificate() == here.standing.certificate()
    assert np.array_equal(again.network.match, here.standing.network.match)


def test_an_accepted_match_keeps_its_seat_whatever_happens() -> None:
    here = town(4)
    placed = next(n for n in here.people if here.standing.network.match[n] >= 0)
    mentor = here.standing.accepted(placed)
    seats = here.standing.network.seats[mentor]
    assert seats == here.mentors[mentor].capacity - 1
    assert here.standing.network.match[placed] == -1
