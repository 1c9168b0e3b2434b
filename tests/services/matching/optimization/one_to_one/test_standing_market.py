"""A standing market by ids: after any events it is what a fresh solver would make of everybody."""

from collections.abc import Iterator
from random import Random

import pytest

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.told import told
from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.checker import check_one_to_one
from services.matching.optimization.one_to_one.standing_document import market_in, snapshot_of
from services.matching.optimization.one_to_one.standing_market import NewWord, StandingMarket
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.parts import FewOptions
from tests.services.matching.optimization.one_to_one.worlds import (
    AS_OF,
    mentor,
    problem,
    random_problem,
    young_person,
)

PLAIN = FewOptions(bonus=0, few=0, some=0)


def without_bonus(one: OneToOne) -> OneToOne:
    """A problem in which what somebody is worth does not change with every event."""
    people = tuple(p.model_copy(update={"held": None}) for p in one.people)
    weights = one.weights.model_copy(update={"few_options": PLAIN, "stickiness": 0})
    return one.model_copy(update={"people": people, "weights": weights})


class Day:
    """A day of events, and the problem that they have led to."""

    def __init__(self, seed: int) -> None:
        whole = without_bonus(random_problem(seed, 40, 30))
        self.rng, self.frame = Random(seed), whole
        self.coming: list[YoungPerson] = list(whole.people[20:])
        self.joining: list[Mentor] = list(whole.mentors[20:])
        self.people = {p.id: p for p in whole.people[:20]}
        self.mentors = {m.id: m for m in whole.mentors[:20]}
        self.market = StandingMarket.of(
            self.now(), dict.fromkeys([*self.people, *self.mentors], "")
        )

    def now(self) -> OneToOne:
        everybody = {"people": tuple(self.people.values()), "mentors": tuple(self.mentors.values())}
        return self.frame.model_copy(update=everybody)

    def events(self, count: int) -> Iterator[int]:
        kinds = [self.comes, self.goes, self.joins, self.leaves, self.frozen, self.refuses]
        for number in range(count):
            self.rng.choice(kinds)()
            yield number

    def comes(self) -> None:
        if self.coming:
            person = self.coming.pop()
            self.people[person.id] = person
            self._told(person)

    def _told(self, person: YoungPerson) -> None:
        try:
            self.market.person_comes(person, "")
        except NewWord:
            self.market = StandingMarket.of(
                self.now(), dict.fromkeys(self.people | self.mentors, "")
            )

    def goes(self) -> None:
        if self.people:
            gone = self.rng.choice(sorted(self.people))
            del self.people[gone]
            self.market.person_goes(gone)

    def joins(self) -> None:
        if self.joining:
            helper = self.joining.pop()
            self.mentors[helper.id] = helper
            self.market.mentor_comes(helper, "")

    def leaves(self) -> None:
        gone = self.rng.choice(sorted(self.mentors))
        self.market.mentor_goes(gone)
        if self.rng.random() < 0.5:  # and is back, under another number
            self.market.mentor_comes(self.mentors[gone], "back")
        else:
            del self.mentors[gone]

    def frozen(self) -> None:
        if pairs := self.market.pairs():
            pair = self.rng.choice(pairs)
            del self.people[pair.person]
            capacity = self.mentors[pair.supply].capacity - 1
            self.mentors[pair.supply] = self.mentors[pair.supply].model_copy(
                update={"capacity": capacity}
            )
            self.market.freeze(pair.person)

    def refuses(self) -> None:
        """Somebody declines: they change, and come again with a conflict."""
        if pairs := self.market.pairs():
            pair = self.rng.choice(pairs)
            person = self.people[pair.person]
            changed = person.model_copy(update={"conflicts": (*person.conflicts, pair.supply)})
            self.people[pair.person] = changed
            self._told(changed)


@pytest.mark.parametrize("seed", range(12))
def test_after_every_event_it_is_the_optimum_and_keeps_every_rule(seed: int) -> None:
    day = Day(seed)
    for number in day.events(40):
        now, fresh = day.now(), solve_one_to_one(day.now())
        standing = day.market.solution(now)
        assert standing.certificate.value == fresh.certificate.value, f"event {number}"
        assert check_one_to_one(now, standing) == [], f"event {number}"


@pytest.mark.parametrize("seed", range(4))
def test_a_snapshot_in_the_middle_of_a_day_changes_nothing_afterwards(seed: int) -> None:
    one, other = Day(seed), Day(seed)
    for number, _ in zip(one.events(30), other.events(30), strict=True):
        if number % 7 == 3:
            other.market = market_in(snapshot_of(other.market))
        assert other.market.solution(other.now()) == one.market.solution(one.now())
    assert other.market.people == one.market.people
    assert other.market.mentors == one.market.mentors


def test_who_has_gone_is_not_in_a_snapshot() -> None:
    likes = young_person("y1", relates_to=("refugee",), interests=("rail",))
    helper = mentor("m1", backgrounds=("refugee",), sector="rail")
    market = StandingMarket.of(problem([likes], [helper]), {"y1": "", "m1": ""})
    number = market.people["y1"].number
    assert market.standing.tables.people[number].any()
    market.person_goes("y1")
    market.mentor_goes("m1")
    again = market_in(snapshot_of(market))
    assert not again.standing.tables.people[: again.standing.people].any()
    assert not again.standing.tables.mentors[: again.standing.mentors].any()
    assert (again.people, again.mentors) == ({}, {})


@pytest.mark.parametrize("spoiled", [b"", b"x", b"\x78\x01nothing"])
def test_what_is_no_snapshot_is_refused(spoiled: bytes) -> None:
    with pytest.raises(ValueError, match="no snapshot"):
        market_in(spoiled)


def test_a_word_that_nobody_used_yet_is_told_and_nothing_happens() -> None:
    market = StandingMarket.of(problem(), {"y1": "", "m1": ""})
    with pytest.raises(NewWord):
        market.person_comes(young_person("y2", relates_to=("astronaut",)), "")
    with pytest.raises(NewWord):
        market.mentor_comes(mentor("m2", languages=("cy",)), "")
    assert set(market.people) == {"y1"}
    assert set(market.mentors) == {"m1"}


def test_who_said_no_is_not_placed_together_even_when_the_mentor_comes_back() -> None:
    refuses = young_person("y1", conflicts=("m1",))
    market = StandingMarket.of(problem([refuses], [mentor("m1")]), {"y1": "", "m1": ""})
    for mark in ("changed", "and again"):
        market.mentor_comes(mentor("m1", capacity=2), mark)
        assert market.pairs() == []
    market.person_comes(refuses, "changed")
    assert market.pairs() == []


def test_many_who_come_at_once_all_find_somebody_though_each_knows_only_the_best() -> None:
    town = problem([young_person("first")], [mentor(f"m{n:03}") for n in range(60)])
    market = StandingMarket.of(town, {"first": "", **{m.id: "" for m in town.mentors}})
    for number in range(59):
        market.person_comes(young_person(f"y{number:03}", waiting_since=AS_OF), "")
    for _ in range(60):
        market.look_again()
    assert len(market.pairs()) == 60


@pytest.mark.parametrize("seed", range(4))
def test_both_tempos_are_explained_alike(seed: int) -> None:
    day = Day(seed)
    for _ in day.events(25):
        pass
    now = day.now()
    run, standing = solve_one_to_one(now), day.market.solution(now)
    by_run, at_once = Explainer(now, run), Explainer(now, standing)
    same_prices = dict(run.prices) == dict(standing.prices)
    places = {pair.person: pair.supply for pair in run.pairs}
    for pair in standing.pairs:
        one, other = by_run.why(pair.person), at_once.why(pair.person)
        if places.get(pair.person) == pair.supply:
            assert (one.holds, one.parts, one.worth_parts) == (
                other.holds,
                other.parts,
                other.worth_parts,
            )
            assert (one.value, one.eligible, one.changes) == (
                other.value,
                other.eligible,
                other.changes,
            )
            if same_prices:
                assert told(one, by_run.telling) == told(other, at_once.telling)
        assert f"{pair.person} is placed with mentor {pair.supply}." in told(other, at_once.telling)


def test_who_comes_late_finds_somebody_free_behind_many_who_are_taken() -> None:
    near = [mentor(f"near{n:02}", sector="rail") for n in range(40)]
    market = StandingMarket.of(
        problem([young_person("first", interests=("rail",))], [*near, mentor("other")]),
        {"first": "", "other": "", **{m.id: "" for m in near}},
    )
    for number in range(41):
        (pair,) = market.pairs()
        market.freeze(pair.person)
        market.person_comes(young_person(f"y{number:02}", interests=("rail",)), "")
        assert market.look_again() == 0
    assert pair.supply == "other"
    assert market.pairs() == []
