"""Each hard rule, alone, decides; and the compiled scans agree with the sentences here."""

from datetime import timedelta

import numpy as np
import pytest

from services.matching.optimization.one_to_one import rules, scans, score
from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.compiled import NEVER
from services.matching.optimization.one_to_one.dense import all_fits
from services.matching.optimization.one_to_one.fits import pair_fits
from services.matching.optimization.one_to_one.market import market_of
from services.matching.optimization.one_to_one.tables import READY, SEATS, tables_of
from services.matching.optimization.one_to_one.views import Shelves
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.problem.parts import Place
from tests.services.matching.optimization.one_to_one.worlds import (
    AS_OF,
    clearance,
    mentor,
    problem,
    random_problem,
    young_person,
)

FAR = Place(easting=400_000, northing=330_001)
BORN_A_MINOR = AS_OF.replace(year=AS_OF.year - 18) + timedelta(days=1)
"""Turns 18 on the day after the problem's."""


def broken_rules(one: OneToOne) -> list[str]:
    person, helper = one.people[0], one.mentors[0]
    return [name for name, holds in rules.RULES.items() if not holds(one, person, helper)]


BREAKS = {
    "profile_complete": problem(mentors=[mentor(profile_complete=False)]),
    "trained": problem(mentors=[mentor(trained=False)]),
    "not_paused": problem(mentors=[mentor(paused=True)]),
    "age_in_programme": problem(
        [young_person(born=AS_OF.replace(year=AS_OF.year - 26))], [mentor(oldest=99)]
    ),
    "age_in_band": problem(mentors=[mentor(youngest=11, oldest=17)]),
    "clearance": problem([young_person(born=BORN_A_MINOR)]),
    "language": problem([young_person(languages=("ur",))]),
    "availability": problem([young_person(slots=("sun-morning",))]),
    "reach": problem(mentors=[mentor(place=FAR)]),
    "no_conflict": problem([young_person(conflicts=("m1",))]),
    "fit": problem(rules={"least_fit": 546}),
}


def placed(one: OneToOne) -> int:
    return len(solve_one_to_one(one).pairs)


def test_the_pair_from_which_every_break_starts_is_placed() -> None:
    assert broken_rules(problem()) == []
    assert placed(problem()) == 1


@pytest.mark.parametrize("rule", rules.RULES)
def test_each_rule_alone_forbids_a_pair(rule: str) -> None:
    assert broken_rules(BREAKS[rule]) == [rule]
    assert placed(BREAKS[rule]) == 0


def test_who_turns_18_needs_a_cleared_mentor_until_the_day_before() -> None:
    day_before = problem([young_person(born=BORN_A_MINOR)])
    birthday = day_before.model_copy(update={"as_of": AS_OF + timedelta(days=1)})
    assert (placed(day_before), placed(birthday)) == (0, 1)
    cleared = day_before.model_copy(update={"mentors": (mentor(clearances=[clearance()]),)})
    assert placed(cleared) == 1


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({"recheck_by": AS_OF}, True),
        ({"recheck_by": AS_OF - timedelta(days=1)}, False),
        ({"checked": AS_OF}, True),
        ({"checked": AS_OF + timedelta(days=1)}, False),
        ({"nation": "scotland"}, False),
        ({"kind": "basic"}, False),
    ],
)
def test_a_clearance_counts_on_its_days_and_in_its_nation(
    changes: dict[str, object], *, valid: bool
) -> None:
    helper = mentor(clearances=[clearance(**changes)])
    assert placed(problem([young_person(born=BORN_A_MINOR)], [helper])) == valid


def test_the_furthest_distance_itself_is_within_reach_and_remote_reaches_all() -> None:
    edge = Place(easting=400_000, northing=330_000)
    assert placed(problem(mentors=[mentor(place=edge)])) == 1
    both = problem([young_person(remote=True)], [mentor(place=FAR, remote=True)])
    assert placed(both) == 1
    assert placed(problem([young_person(remote=True)], [mentor(place=FAR)])) == 0


def test_somebody_born_on_29_february_is_18_on_1_march() -> None:
    born = AS_OF.replace(year=2008, month=2, day=29)
    assert rules.age(born, born.replace(year=2026, month=2, day=28)) == 17
    assert rules.age(born, born.replace(year=2026, month=3, day=1)) == 18


def test_compiled_fits_are_those_of_the_scalar_rules_and_score() -> None:
    compared = 0
    for seed in range(8):
        one = random_problem(seed, 140, 100)
        tables = tables_of(market_of(one))
        table, row = all_fits(tables), np.empty(100, np.int64)
        for at, person in enumerate(one.people):
            pair_fits(tables, np.full(100, at), np.arange(100), row)
            for number, helper in enumerate(one.mentors):
                allowed = rules.eligible(one, person, helper)
                if person.held and person.held.state == "accepted":
                    continue
                fit = score.fit(one, person, helper) if allowed else NEVER
                assert row[number] == fit
                sticky = score.stickiness(one, person, helper)
                assert table[at, number] == fit + sticky if allowed else table[at, number] < 0
                compared += 1
    assert compared > 90_000


@pytest.mark.parametrize("seed", [0, 2])
def test_below_the_floor_nobody_is_looked_at_on_shelves_either(seed: int) -> None:
    one = random_problem(seed, 140, 100)
    assert one.rules.least_fit > 0
    tables, everybody = tables_of(market_of(one)), np.arange(140)
    ready = tables.mentors[:, READY] != 0
    shelves, price = Shelves(tables), np.arange(100)
    allowed = all_fits(tables) >= 0
    capped = np.minimum(allowed.sum(axis=1), max(tables.scales.few, tables.scales.some))
    assert np.array_equal(shelves.options(everybody, ready), capped)
    floors = np.full(140, scans.ANY, np.int32)
    found, _, counts = shelves.best(ready, everybody, price, floors, 100)
    with_seats = allowed & (tables.mentors[:, SEATS] > 0)
    for row, count in enumerate(counts):
        met = set(found[row, :count].tolist())
        assert set(np.flatnonzero(with_seats[row])) <= met <= set(np.flatnonzero(allowed[row]))


def test_a_pair_below_the_floor_leaves_the_mentor_to_somebody_who_fits() -> None:
    likes = young_person("likes", interests=("rail",), waiting_since=AS_OF)
    waits = young_person("waits", interests=("care",), waiting_since=AS_OF - timedelta(days=180))
    one = problem([waits, likes], [mentor(sector="rail")])
    (without,) = solve_one_to_one(one).pairs
    floor = one.rules.model_copy(update={"least_fit": 600})
    (with_floor,) = solve_one_to_one(one.model_copy(update={"rules": floor})).pairs
    assert (without.person, with_floor.person) == ("waits", "likes")
