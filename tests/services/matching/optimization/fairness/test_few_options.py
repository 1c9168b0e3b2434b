"""Fairness matters: the best score alone shuts people with few options out, the defaults do not.

Young people who need a language other than English have few mentors. Their language is in no
weight: the bonus looks at how many mentors the rules allow somebody, whoever they are.
"""

from dataclasses import dataclass

import pytest

from services.matching.optimization.fairness.eligible import eligible_pairs
from services.matching.optimization.fairness.few_options import bonus_effect, without_bonus
from services.matching.optimization.fairness.measuring import measure
from services.matching.optimization.fairness.report import BonusEffect, FairnessReport, GroupFigures
from services.matching.optimization.fairness.verdicts import NEARLY_ALL, alarms
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.solving import solve
from tests.services.matching.optimization.explanation.answers import answer
from tests.services.matching.optimization.fairness.region import region


@dataclass(frozen=True)
class Case:
    problem: OneToOne
    plain: FairnessReport
    shipped: FairnessReport
    effect: BonusEffect


def group(report: FairnessReport) -> GroupFigures:
    """Those who need a language other than English."""
    (language,) = report.dimensions
    (found,) = (figures for figures in language.groups if figures.word == "another")
    return found


@pytest.fixture(
    scope="module",
    params=[(2_000, 1), (2_000, 3), pytest.param((10_000, 1), marks=pytest.mark.slow)],
    ids=lambda size: f"{size[0]}-seed-{size[1]}",
)
def case(request: pytest.FixtureRequest) -> Case:
    problem, groups = region(*request.param)
    eligible = eligible_pairs(problem)
    shipped, plain = solve(problem), solve(without_bonus(problem))
    assert shipped.certificate.optimal
    assert plain.certificate.optimal
    return Case(
        problem,
        measure(problem, plain, groups, eligible),
        measure(problem, shipped, groups, eligible),
        bonus_effect(problem, shipped, plain, eligible),
    )


def test_the_best_score_alone_shuts_the_group_out(case: Case) -> None:
    alone = group(case.plain)
    assert alone.of_reachable is not None
    assert alone.of_reachable < 0.25
    (alarm,) = alarms(case.plain)
    assert "more people than now. Look at the weights and at the bonus" in alarm.words


def test_the_shipped_defaults_bring_it_within_five_per_cent_of_what_is_reachable(
    case: Case,
) -> None:
    now = group(case.shipped)
    assert now.of_reachable is not None
    assert now.of_reachable >= NEARLY_ALL
    assert all("so only recruiting" in alarm.words for alarm in alarms(case.shipped))


def test_it_costs_at_most_two_per_cent_of_all_other_points_and_nobody_a_place(case: Case) -> None:
    assert 0 < case.effect.cost <= 0.02
    assert case.shipped.everybody.part >= case.plain.everybody.part


def test_nothing_that_the_solver_reads_names_the_group(case: Case) -> None:
    written = case.problem.model_dump_json()
    assert '"another"' not in written
    assert '"language"' not in written


def test_the_cost_is_counted_without_the_bonus_itself() -> None:
    problem, _ = region(60, 2)
    eligible = eligible_pairs(problem)
    places = {
        person.id: problem.mentors[int(eligible.of(n)[0])].id
        for n, person in enumerate(problem.people)
        if len(eligible.of(n))
    }
    same = answer(problem, places), answer(without_bonus(problem), places)
    effect = bonus_effect(problem, *same, eligible)
    assert effect.cost == 0, "the same people with the same mentors lose nothing"
    assert same[0].certificate.value > same[1].certificate.value
