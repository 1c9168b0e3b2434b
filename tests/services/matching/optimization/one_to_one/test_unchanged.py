"""What must not change an answer does not, and what may only help does not harm."""

from dataclasses import asdict
from random import Random

import pytest
from pydantic import ValidationError

from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.auction import Stage
from services.matching.optimization.one_to_one.solving import Settings
from services.matching.optimization.problem.one_to_one import Held, OneToOne, YoungPerson
from tests.services.matching.optimization.one_to_one.worlds import (
    mentor,
    problem,
    random_problem,
    young_person,
)

SEEDS = range(25)


def some(seed: int) -> OneToOne:
    return random_problem(seed, 24, 16)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_capacity_never_lowers_the_value(seed: int) -> None:
    before = some(seed)
    lucky = Random(seed).randrange(len(before.mentors))
    mentors = list(before.mentors)
    mentors[lucky] = mentors[lucky].model_copy(update={"capacity": mentors[lucky].capacity + 1})
    after = before.model_copy(update={"mentors": tuple(mentors)})
    gained = solve_one_to_one(after).certificate.value - solve_one_to_one(before).certificate.value
    assert gained >= 0


@pytest.mark.parametrize("seed", SEEDS)
def test_other_names_for_people_change_nothing_but_the_names(seed: int) -> None:
    one = some(seed)
    people = tuple(p.model_copy(update={"id": f"{p.id}-new"}) for p in one.people)
    first = solve_one_to_one(one)
    second = solve_one_to_one(one.model_copy(update={"people": people}))
    assert second.certificate == first.certificate
    assert {(p.person, p.supply) for p in second.pairs} == {
        (f"{p.person}-new", p.supply) for p in first.pairs
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_people_does_not_change_the_value(seed: int) -> None:
    one = some(seed)
    turned = one.model_copy(update={"people": one.people[::-1], "mentors": one.mentors[::-1]})
    assert solve_one_to_one(turned).certificate == solve_one_to_one(one).certificate


def test_the_same_problem_and_seed_give_the_same_bytes() -> None:
    one = random_problem(5, 200, 150)
    first, second = (repr(asdict(solve_one_to_one(one))) for _ in range(2))
    assert first == second


def test_thoroughness_changes_the_way_and_not_the_value() -> None:
    one = random_problem(6, 150, 120)
    ways = (
        Settings(),
        Settings(first=1, guided=0),
        Settings(first=3, guided=2, stages=(Stage(20, 0.5),)),
    )
    values = {solve_one_to_one(one, way).certificate for way in ways}
    assert len(values) == 1


def test_a_group_that_the_format_does_not_know_cannot_come_in() -> None:
    with pytest.raises(ValidationError):
        YoungPerson.model_validate(young_person().model_dump() | {"ethnic_group": "any"})


def test_a_proposal_is_kept_where_another_is_only_as_good() -> None:
    for kept in ("m1", "m2"):
        person = young_person(held=Held(mentor=kept, state="proposed"))
        one = problem([person], [mentor("m1"), mentor("m2")])
        assert [pair.supply for pair in solve_one_to_one(one).pairs] == [kept]


def test_an_accepted_match_with_somebody_unknown_is_refused_with_what_to_do() -> None:
    person = young_person(held=Held(mentor="m9", state="accepted"))
    with pytest.raises(ValueError, match="add the mentor, or leave the person out"):
        solve_one_to_one(problem([person]))


def test_who_has_no_eligible_mentor_is_told_apart_from_who_was_outbid() -> None:
    people = [young_person("y1"), young_person("y2"), young_person("y3", languages=("ur",))]
    reasons = {one.person: one.reason for one in solve_one_to_one(problem(people)).unplaced}
    assert reasons.pop("y3") == "no eligible supply"
    assert list(reasons.values()) == ["supply is scarce"]
