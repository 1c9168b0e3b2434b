"""What an explanation says would make a difference, does: the rule is taken away and counted."""

import random
from datetime import date, timedelta

import pytest

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.one_to_one import TELLING
from services.matching.optimization.problem.one_to_one import (
    Clearance,
    Mentor,
    OneToOne,
    YoungPerson,
)
from services.matching.optimization.problem.parts import SLOTS, Place
from tests.services.matching.optimization.explanation.answers import answer

SEEDS = range(20)


def market(seed: int) -> OneToOne:
    draw = random.Random(seed)

    def place() -> Place:
        return Place(easting=draw.randrange(4, 7) * 10**5, northing=300_000)

    people = tuple(
        YoungPerson(
            id=f"yp-{n}",
            born=date(2000, 1, 1) + timedelta(days=draw.randrange(5500)),
            waiting_since=date(2026, 1, 1),
            place=place(),
            remote=draw.random() < 0.3,
            languages=(draw.choice(["en", "en", "pl"]),),
            slots=tuple(draw.sample(SLOTS, 6)),
            conflicts=(f"m-{draw.randrange(12)}",),
        )
        for n in range(6)
    )
    check = Clearance(
        kind="enhanced_with_barred_list", checked=date(2025, 1, 1), recheck_by=date(2027, 1, 1)
    )
    mentors = tuple(
        Mentor(
            id=f"m-{n}",
            place=place(),
            remote=draw.random() < 0.3,
            languages=tuple(draw.sample(["en", "pl"], draw.randint(1, 2))),
            slots=tuple(draw.sample(SLOTS, 6)),
            youngest=draw.choice([11, 18]),
            profile_complete=draw.random() < 0.8,
            trained=draw.random() < 0.8,
            paused=draw.random() < 0.2,
            clearances=(check,) * draw.randrange(2),
        )
        for n in range(12)
    )
    return OneToOne(as_of=date(2026, 6, 1), people=people, mentors=mentors)


@pytest.mark.parametrize("seed", SEEDS)
def test_relaxing_the_rules_named_opens_exactly_as_many_as_is_said(seed: int) -> None:
    problem = market(seed)
    for why in Explainer(problem, answer(problem, {})).everybody():
        person = next(p for p in problem.people if p.id == why.person)
        for change in why.changes:
            left = [rule for name, rule in TELLING.holds.items() if name not in change.rules]
            now = sum(all(r(problem, person, m) for r in left) for m in problem.mentors)
            assert now - why.eligible >= change.opens
            if len(change.rules) == 1:
                assert now - why.eligible == change.opens


@pytest.mark.parametrize("seed", SEEDS)
def test_no_fewer_rules_than_those_named_would_open_anything(seed: int) -> None:
    problem = market(seed)
    for why in Explainer(problem, answer(problem, {})).everybody():
        person = next(p for p in problem.people if p.id == why.person)
        failures = [
            sum(not rule(problem, person, mentor) for rule in TELLING.holds.values())
            for mentor in problem.mentors
        ]
        fewest = min((count for count in failures if count), default=0)
        assert {len(change.rules) for change in why.changes} <= {fewest}
