"""Why this mentor, why none, and what would make a difference."""

from datetime import date
from itertools import islice

import pytest

from services.matching.optimization.explanation.explaining import Explainer, UnknownPerson
from services.matching.optimization.explanation.explanation import Explanation
from services.matching.optimization.explanation.gaps import gaps
from services.matching.optimization.explanation.told import told
from services.matching.optimization.problem.one_to_one import (
    Clearance,
    Held,
    Mentor,
    OneToOne,
    YoungPerson,
)
from services.matching.optimization.problem.parts import Place
from tests.services.matching.optimization.explanation.answers import answer

TODAY = date(2026, 9, 30)
BIRMINGHAM = Place(easting=406700, northing=286900)
LONDON = Place(easting=530000, northing=180000)
CLEARED = Clearance(
    kind="enhanced_with_barred_list", checked=date(2025, 1, 1), recheck_by=date(2028, 1, 1)
)


def young_person(number: int, **said: object) -> YoungPerson:
    return YoungPerson.model_validate(
        {
            "id": f"yp-{number}",
            "born": date(2005, 1, 1),
            "waiting_since": date(2026, 9, 1),
            "place": BIRMINGHAM,
            "slots": ("tue-evening",),
        }
        | said
    )


def mentor(number: int, **said: object) -> Mentor:
    return Mentor.model_validate(
        {
            "id": f"m-{number}",
            "place": BIRMINGHAM,
            "slots": ("tue-evening",),
            "profile_complete": True,
            "trained": True,
            "clearances": (CLEARED,),
        }
        | said
    )


def why(
    people: list[YoungPerson],
    mentors: list[Mentor],
    places: dict[str, str],
    prices: dict[str, int] | None = None,
) -> tuple[Explanation, str]:
    """What is said of the first person."""
    problem = OneToOne(as_of=TODAY, people=tuple(people), mentors=tuple(mentors))
    explainer = Explainer(problem, answer(problem, places, prices))
    found = explainer.why(people[0].id)
    return found, "\n".join(told(found, explainer.telling))


def test_a_pair_is_told_with_every_rule_and_every_point() -> None:
    person = young_person(1, interests=("health",), relates_to=("first-in-family", "carer"))
    fitting = mentor(1, sector="health", backgrounds=("carer",))
    found, text = why([person], [fitting], {"yp-1": "m-1"})
    assert [name for name, _ in found.holds][:3] == ["profile_complete", "trained", "not_paused"]
    assert len(found.holds) == 11
    assert found.worth + found.standing + sum(p.points for p in found.parts) == found.value
    assert {p.part: (p.points, p.at_most) for p in found.parts}["background"] == (175, 350)
    assert "yp-1 is placed with mentor m-1." in text
    assert "All 11 rules hold: the mentor's profile is complete" in text
    assert "    250 of 250 for a line of work that interests them" in text
    assert "No other mentor is possible under the rules." in text


def test_the_runner_up_is_named_with_its_distance() -> None:
    person = young_person(1, interests=("health",))
    mentors = [mentor(1, sector="health"), mentor(2), mentor(3, slots=("sun-evening",))]
    found, text = why([person], mentors, {"yp-1": "m-1"})
    assert found.runner_up is not None
    assert (found.runner_up.supply, found.runner_up.fit_behind) == ("m-2", 250)
    assert "1 more mentor possible. Next best is m-2, which fits 250 points less well." in text


def test_a_better_fitting_mentor_who_is_needed_elsewhere_is_admitted() -> None:
    people = [young_person(1, interests=("health",)), young_person(2, interests=("health",))]
    mentors = [mentor(1), mentor(2, sector="health")]
    found, text = why(people, mentors, {"yp-1": "m-1", "yp-2": "m-2"}, {"m-2": 300})
    assert found.runner_up is not None
    assert found.runner_up.behind == 50
    assert (
        "m-2, which fits 250 points better, but counts for more elsewhere; with what its place is"
        " worth to others, 50 points behind" in text
    )


def test_a_mentor_in_demand_is_said_to_be() -> None:
    _, text = why([young_person(1)], [mentor(1)], {"yp-1": "m-1"}, {"m-1": 120})
    assert "This mentor is in demand: one more such place would be worth 120 points." in text


def test_an_accepted_match_stays_and_what_no_longer_holds_is_said() -> None:
    minor = young_person(
        1, born=date(2010, 1, 1), held=Held(mentor="m-1", state="accepted"), waiting_since=TODAY
    )
    lapsed = CLEARED.model_copy(update={"recheck_by": date(2026, 9, 29)})
    found, text = why([minor], [mentor(1, clearances=(lapsed,))], {"yp-1": "m-1"})
    assert found.kept
    assert [name for name, _ in found.fails] == ["clearance"]
    assert "yp-1 stays with mentor m-1: a run never breaks a match that stands." in text
    assert "It could not be made anew today: the mentor has no valid check" in text


def test_what_a_standing_proposal_earns_is_told_apart() -> None:
    person = young_person(1, held=Held(mentor="m-1", state="proposed"))
    found, text = why([person], [mentor(1)], {"yp-1": "m-1"})
    assert found.standing == 25
    assert "25 because they are proposed to each other already" in text


def test_the_binding_rule_is_the_one_that_alone_keeps_most_away() -> None:
    person = young_person(1, languages=("pl",), born=date(2010, 1, 1))
    mentors = [
        mentor(1),
        mentor(2),
        mentor(3, languages=("pl",), slots=("mon-morning",)),
        mentor(4, paused=True, trained=False, slots=()),
    ]
    found, text = why([person], mentors, {})
    assert found.binding == ("language",)
    assert [(c.rules, c.opens) for c in found.changes] == [
        (("language",), 2),
        (("availability",), 1),
    ]
    assert (
        "What keeps most away: the two share no language (2 mentors would fit otherwise)." in text
    )
    assert "2 more mentors would fit if mentors spoke Polish" in text
    assert "1 more mentor would fit if they could meet on Monday mornings (1 mentor)" in text


def test_where_no_single_rule_is_to_blame_the_fewest_together_are_named() -> None:
    person = young_person(1, languages=("pl",))
    far = [mentor(n, place=LONDON, remote=n == 1) for n in (1, 2)]
    found, text = why([person], [*far, mentor(3, place=LONDON, slots=())], {})
    assert found.binding == ("language", "reach")
    assert "mentors spoke Polish and they could meet remotely (1 mentor)" in text


def test_nobody_is_told_to_argue_a_conflict_of_interest_away() -> None:
    found, text = why([young_person(1, conflicts=("m-1",))], [mentor(1)], {})
    assert found.binding == ("no_conflict",)
    assert "there is a conflict of interest" in text
    assert "What would make a difference" not in text


def test_somebody_outbid_learns_by_how_much() -> None:
    people = [young_person(1), young_person(2, waiting_since=date(2026, 6, 1))]
    found, text = why(people, [mentor(1)], {"yp-2": "m-1"}, {"m-1": 3000})
    assert found.eligible == 1
    assert found.binding == ()
    option = found.options[0]
    assert option.behind == 3000 - found.worth - option.fit > 0
    assert "1 mentor possible under the rules, but places are scarce" in text
    assert (
        f"m-1: the only place is taken by people for whom it counts more; {option.behind} points"
        " short." in text
    )


def test_without_any_mentor_there_is_nothing_to_relax() -> None:
    found, text = why([young_person(1)], [], {})
    assert found.binding == ()
    assert "There is no mentor at all." in text


def test_gaps_are_counted_together_so_that_recruitment_can_close_them() -> None:
    polish = [young_person(n, languages=("pl",)) for n in (1, 2, 3)]
    late = young_person(4, slots=("sun-evening",), place=LONDON)
    scarce = young_person(5)
    old = young_person(6, born=date(1990, 1, 1))
    people = (*polish, late, scarce, old)
    mentors = (mentor(1, capacity=0), mentor(2, place=LONDON))
    problem = OneToOne(as_of=TODAY, people=people, mentors=mentors)
    explainer = Explainer(problem, answer(problem, {}))
    found = gaps(explainer.telling, problem, explainer.everybody(only_unplaced=True))
    assert [gap.words for gap in found.found()] == [
        "3 more mentors speaking Polish near grid square SP08",
        "1 more mentor near grid square SP08",
        "1 more mentor free on Sunday evenings near grid square TQ38",
    ]
    assert found.beyond == 1, "no mentor makes the programme one for people of 36"


def test_an_unknown_person_is_an_error_and_explanations_are_made_one_at_a_time() -> None:
    people = tuple(young_person(n) for n in range(50))
    problem = OneToOne(as_of=TODAY, people=people, mentors=(mentor(1),))
    explainer = Explainer(problem, answer(problem, {"yp-3": "m-1"}))
    with pytest.raises(UnknownPerson):
        explainer.why("yp-99")
    first = list(islice(explainer.everybody(only_unplaced=True), 4))
    assert [e.person for e in first] == ["yp-0", "yp-1", "yp-2", "yp-4"]
