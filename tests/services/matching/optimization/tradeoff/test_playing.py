"""Months are played by the rules of the service, and only the setting differs."""

from collections import Counter
from dataclasses import replace

import pytest

from services.matching.optimization.problem.one_to_one import MentoringRules
from services.matching.optimization.problem.parts import Place
from services.matching.optimization.tradeoff.arrivals import draw_region
from services.matching.optimization.tradeoff.assumptions import Assumptions
from services.matching.optimization.tradeoff.measuring import measure
from services.matching.optimization.tradeoff.playing import AT_ONCE, Setting, play

GIVEN = Assumptions(
    places=(Place(easting=400_000, northing=290_000), Place(easting=410_000, northing=285_000)),
    rules=MentoringRules(),
    answer_within_days=7,
    people=365,
    months=2,
    warm_up=1,
    months_after=1,
)
REGION = draw_region(GIVEN)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    settings = [Setting(1, 300)]
    again = [measure(GIVEN, settings, 1, lambda: None) for _ in range(2)]
    other = measure(replace(GIVEN, seed=2), settings, 1, lambda: None)
    assert again[0] == again[1] != other


def test_who_comes_does_not_depend_on_the_setting_and_comes_in_order() -> None:
    assert draw_region(GIVEN) == REGION
    days = [one.day for one in REGION.people]
    assert days == sorted(days)
    assert {day // 30 for day in days} == {0, 1, 2, 3}
    places = sum(one.mentor.capacity for one in REGION.mentors)
    assert 0 <= places - len(REGION.people) <= 2


@pytest.mark.parametrize("floor", [0, 450, 600])
def test_nobody_is_matched_twice_or_below_the_floor(floor: int) -> None:
    matches = list(play(GIVEN, REGION, Setting(1, floor)))
    assert len(matches) > 20
    assert min(match.fit for match in matches) >= floor
    assert max(Counter(match.person for match in matches).values()) == 1


def test_no_mentor_has_more_people_than_places() -> None:
    scarce = replace(GIVEN, places_per_ten=3)
    region = draw_region(scarce)
    matched = len(list(play(scarce, region, Setting(1, 0))))
    places = sum(one.mentor.capacity for one in region.mentors)
    assert places * 0.8 < matched <= places


def test_rarer_runs_make_people_wait_longer_and_matches_better() -> None:
    daily, monthly = measure(GIVEN, [Setting(1, 0), Setting(28, 0)], 1, lambda: None)
    assert monthly.waited_median > daily.waited_median + 5
    assert monthly.mean_fit > daily.mean_fit
    assert monthly.people == daily.people


def test_nobody_waits_less_than_an_answer_takes_or_longer_than_they_would() -> None:
    patience = {one.person.id: one.patience for one in REGION.people}
    for match in play(GIVEN, REGION, Setting(7, 400)):
        assert 1 <= match.waited <= patience[match.person] + GIVEN.answer_within_days


def test_only_those_who_came_in_the_months_counted_are_counted() -> None:
    (figures,) = measure(GIVEN, [Setting(1, 0)], 2, lambda: None)
    days = range(30, 90)
    towns = [draw_region(replace(GIVEN, seed=seed)) for seed in (1, 2)]
    assert figures.people == sum(one.day in days for town in towns for one in town.people)
    assert figures.matched <= figures.people


def test_at_once_is_sooner_than_every_day() -> None:
    at_once, daily = measure(GIVEN, [Setting(AT_ONCE, 0), Setting(1, 0)], 2, lambda: None)
    assert at_once.waited_median < daily.waited_median
    assert at_once.waited_nine_in_ten < daily.waited_nine_in_ten
