"""Rates by group, with what is reachable, and nothing about groups that are too small."""

from collections.abc import Mapping

from services.matching.optimization.fairness.groups import Groups
from services.matching.optimization.fairness.measuring import measure
from services.matching.optimization.fairness.report import FairnessReport, GroupFigures
from services.matching.optimization.fairness.verdicts import alarms
from services.matching.optimization.problem.one_to_one import OneToOne
from tests.services.matching.optimization.explanation.answers import answer, example
from tests.services.matching.optimization.fairness.markets import places, two_languages


def measured(english: int, polish: int) -> FairnessReport:
    problem, groups = two_languages()
    return measure(problem, answer(problem, places(english, polish)), groups)


def language(report: FairnessReport) -> Mapping[str, GroupFigures]:
    (found,) = (d for d in report.dimensions if d.name == "language")
    return {group.word: group for group in found.groups}


def test_rates_and_what_is_reachable_by_group() -> None:
    report = measured(20, 2)
    groups = language(report)
    assert list(groups) == ["English", "Polish", "not stated"]
    polish = groups["Polish"]
    assert polish.placed is not None
    assert (polish.people, polish.placed.part) == (20, 2)
    assert (polish.with_options, polish.reachable) == (20, 6), "six mentors speak Polish"
    assert (report.everybody.part, report.everybody.whole) == (22, 50)


def test_of_a_group_that_is_too_small_nothing_is_told() -> None:
    assert language(measured(20, 2))["not stated"] == GroupFigures("not stated")


def test_the_ratio_of_lowest_to_highest_raises_an_alarm_below_four_fifths() -> None:
    by_name = {d.name: d for d in measured(20, 2).dimensions}
    assert by_name["language"].ratio == (2 / 20) / (11 / 21)
    assert by_name["language"].alarm
    assert not by_name["home"].alarm


def test_whoever_stated_nothing_is_shown_but_not_compared() -> None:
    problem, groups = two_languages()
    silent = {person.id for person in problem.people[:15]}
    fewer = Groups({person: said for person, said in groups.words.items() if person not in silent})
    report = measure(problem, answer(problem, places(20, 6)), fewer)
    (found,) = (d for d in report.dimensions if d.name == "language")
    assert [group.word for group in found.groups if group.is_told][-1] == "not stated"
    assert found.ratio == (6 / 20) / (5 / 15), "not 30% against all of those who said nothing"


def test_an_alarm_says_whether_weights_or_only_recruiting_can_help() -> None:
    (unfair,) = alarms(measured(20, 2))
    assert (unfair.dimension, unfair.word) == ("language", "Polish")
    assert "10% have a place, against 52%" in unfair.words
    assert "at most 30% could have one: 4 more people than now" in unfair.words
    (scarce,) = alarms(measured(20, 6))
    assert "at most 30% could have one, so only recruiting can change it." in scarce.words


def test_waits_are_told_for_ten_people_or_more() -> None:
    polish = language(measured(20, 2))["Polish"]
    assert polish.waited is None, "two people with a place are too few"
    assert polish.waiting is not None
    assert (polish.waiting.median, polish.waiting.nine_in_ten) == (263, 271)


def test_the_longest_wait_of_anybody_without_a_place() -> None:
    report = measured(20, 2)
    assert report.longest_wait == 272
    assert report.beyond_credit == 18


def test_people_are_compared_by_how_many_options_they_have() -> None:
    report = measured(20, 2)
    assert [(g.word, g.people) for g in report.options] == [
        ("5 to 14 mentors", 20),
        ("15 or more mentors", 30),
    ]


def test_the_spread_of_the_work() -> None:
    load = measured(20, 2).load
    assert (load.suppliers, load.seats, load.without_anybody, load.most) == (26, 26, 4, 1)
    assert load.by_people == ((0, 4), (1, 22))


def test_requests_of_schools_wait_for_nothing() -> None:
    problem = example("schools")
    report = measure(problem, answer(problem, {}))
    assert report.longest_wait is None
    assert all(group.waiting is None for group in report.options)


def test_a_groups_label_changes_no_figure_of_the_run() -> None:
    problem, groups = two_languages()
    solution = answer(problem, places(20, 2))
    other = Groups({person: {"home": "x", "language": "y"} for person in groups.words})
    one, two = measure(problem, solution, groups), measure(problem, solution, other)
    assert (one.value, one.everybody, one.options, one.load) == (
        two.value,
        two.everybody,
        two.options,
        two.load,
    )
    assert isinstance(problem, OneToOne)
