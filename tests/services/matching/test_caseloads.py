"""What happens to people and their advocates, told as stories."""

from datetime import date, timedelta

import pytest

from services.matching.domain.caseloads import Caseloads
from services.matching.domain.handing_over import hand_over
from services.matching.domain.support import today_of
from services.matching.handlers.await_advocate import await_advocate
from services.matching.handlers.find_place import find_place
from shared.contracts.matching import CaseClosed, CaseTransferred, CaseUnassigned
from shared.contracts.referrals import ReferralAccepted
from shared.runtime.decision import UNCHANGED
from tests.services.matching.caseload_town import (
    KNOWSLEY,
    LIVERPOOL,
    MONDAY,
    SEFTON,
    Town,
    accepted,
    finished,
    id_of,
    left,
    moved,
    post,
    withdrawn,
)

IN_THREE_WEEKS = date(2026, 3, 23)


def a_town(*facts: object, complexity: int = 1) -> Town:
    town = Town()
    for fact in facts:
        town.hears(fact, complexity=complexity)  # type: ignore[arg-type]
    return town


def test_somebody_gets_an_advocate_of_their_area_at_once() -> None:
    town = a_town(post("Ann", KNOWSLEY, covers=(LIVERPOOL,)), post("Bob", LIVERPOOL))
    town.hears(accepted("Zoe"))
    assert town.news() == ["CaseAssigned"]
    assert town.advocate_of("Zoe") == "Bob"


def test_who_covers_the_area_helps_out_when_nobody_at_home_has_room() -> None:
    town = a_town(post("Ann", KNOWSLEY, covers=(LIVERPOOL,)), post("Bob", LIVERPOOL, cap=1))
    town.hears(accepted("Zoe"), accepted("Yusuf"), accepted("Sam", SEFTON))
    assert (town.advocate_of("Zoe"), town.advocate_of("Yusuf")) == ("Bob", "Ann")
    assert town.advocate_of("Sam") is None
    assert town.news() == ["CaseAssigned", "CaseAssigned", "ReferralWaitlisted"]


def test_of_two_at_home_the_emptier_caseload_is_filled() -> None:
    town = a_town(post("Ann", cap=4), post("Bob", cap=2))
    town.hears(accepted("Zoe"), accepted("Yusuf"), accepted("Sam"))
    assert (len(town.carried_by("Ann")), len(town.carried_by("Bob"))) == (2, 1)


def test_a_complex_case_is_not_passed_over_by_simple_ones() -> None:
    town = a_town(post("Ann", cap=3), accepted("Zoe"))
    town.hears(accepted("Heavy"), complexity=3)
    town.hears(accepted("Light"), complexity=1)
    assert town.advocate_of("Light") is None, "what room there is, is kept for who is next"
    town.hears(finished("Zoe"))
    assert town.advocate_of("Heavy") == "Ann"
    assert town.loads.advocates[0].load == 3


def test_a_case_too_complex_for_a_whole_caseload_keeps_nobody_else_out() -> None:
    town = a_town(post("Ann", cap=2))
    town.hears(accepted("Heavy"), complexity=3)
    town.hears(accepted("Light"), complexity=1)
    assert (town.advocate_of("Heavy"), town.advocate_of("Light")) == (None, "Ann")


def test_an_old_plan_does_too_little_and_never_too_much() -> None:
    town = a_town(post("Ann", cap=3, ends=date(2026, 4, 30)), accepted("Zoe"), accepted("Yusuf"))
    bob = post("Bob", cap=1)
    town.hears(bob)
    planned = dict.fromkeys(town.carried_by("Ann"), bob.advocate_id)
    after, happened = hand_over(town.loads, planned, today_of("v3t9", town.now))
    assert [type(one).__name__ for one in happened] == ["Transferred"]
    assert [a.load for a in after.advocates] == [1, 1]


def test_room_goes_to_whoever_waits_longest() -> None:
    town = a_town(post("Ann", cap=1), accepted("Zoe"))
    for name in ("First", "Second"):
        town.now += timedelta(hours=1)
        town.hears(accepted(name))
    town.news()
    town.hears(withdrawn("Zoe"))
    assert town.news() == ["CaseClosed", "CaseAssigned"]
    assert (town.advocate_of("First"), town.advocate_of("Second")) == ("Ann", None)


def test_a_planned_handover_leaves_no_gap_and_nobody_new_comes_before_it() -> None:
    town = a_town(post("Ann", cap=2), post("Bob", cap=3), accepted("Zoe"), accepted("Yusuf"))
    town.hears(post("Ann", cap=2, ends=IN_THREE_WEEKS))
    with_ann = town.carried_by("Ann")
    assert len(with_ann) == 1
    town.news()
    town.hears(accepted("New"))
    assert town.advocate_of("New") is None, "Bob may take Ann's people, so he takes nobody new"
    town.news()
    town.plans()
    assert town.news() == ["CaseTransferred", "CaseAssigned"]
    assert with_ann < town.carried_by("Bob")
    assert town.advocate_of("New") == "Bob"


def test_a_settled_person_keeps_their_advocate_whatever_a_plan_could_even_out() -> None:
    town = a_town(post("Ann", cap=10), *(accepted(f"p{n}") for n in range(6)))
    town.hears(post("Bob", cap=10), post("Cat", cap=10, ends=IN_THREE_WEEKS))
    town.news()
    town.plans()
    assert town.news() == []


def test_when_nobody_has_room_the_last_day_puts_people_in_front() -> None:
    town = a_town(post("Ann", cap=1, ends=date(2026, 4, 30)), accepted("Zoe"))
    town.now = MONDAY + timedelta(days=1)
    town.hears(accepted("Newer"))
    town.news()
    town.now = MONDAY + timedelta(days=59)
    town.wakes()
    assert town.advocate_of("Zoe") == "Ann", "the last day itself is a day of the contract"
    town.now += timedelta(days=1)
    town.wakes()
    assert town.news() == ["CaseUnassigned", "ReferralWaitlisted"]
    assert [case.referral_id for case in town.loads.waiting] == [id_of("Zoe"), id_of("Newer")]
    town.hears(post("Bob", cap=1))
    assert town.advocate_of("Zoe") == "Bob"


def test_an_advocate_who_leaves_at_once_is_taken_over_from_as_far_as_there_is_room() -> None:
    town = a_town(post("Ann", cap=2), accepted("Zoe"), accepted("Yusuf"), post("Bob", cap=1))
    town.news()
    town.hears(left("Ann"))
    told = list(town.told)
    assert town.news() == ["CaseTransferred", "CaseUnassigned", "ReferralWaitlisted"]
    handed, unassigned = told[0], told[1]
    assert isinstance(handed, CaseTransferred)
    assert isinstance(unassigned, CaseUnassigned)
    assert handed.left_advocate_id == unassigned.advocate_id == id_of("advocate Ann")
    assert (handed.reason, unassigned.reason) == ("advocate_left", "advocate_left")


def test_a_lower_cap_drops_nobody_and_takes_nobody_new() -> None:
    town = a_town(post("Ann", cap=3), *(accepted(f"p{n}") for n in range(3)))
    town.hears(post("Ann", cap=1))
    town.hears(accepted("Zoe"), withdrawn("p0"), withdrawn("p1"))
    (ann,) = town.loads.advocates
    assert (ann.load, ann.most, town.advocate_of("Zoe")) == (1, 1, None)
    town.hears(withdrawn("p2"))
    assert town.advocate_of("Zoe") == "Ann"


def test_who_moves_keeps_an_advocate_who_works_there_and_else_gets_another() -> None:
    town = a_town(post("Ann", covers=(SEFTON,)), post("Bob", KNOWSLEY), accepted("Zoe"))
    town.news()
    town.hears(moved("Zoe", SEFTON))
    assert (town.news(), town.advocate_of("Zoe")) == ([], "Ann")
    town.hears(moved("Zoe", KNOWSLEY, SEFTON))
    assert (town.news(), town.advocate_of("Zoe")) == (["CaseTransferred"], "Bob")


@pytest.mark.parametrize("again", [accepted("Zoe"), post("Ann"), left("Nobody"), finished("Who")])
def test_a_word_that_is_known_already_changes_nothing(again: ReferralAccepted) -> None:
    town = a_town(post("Ann"), accepted("Zoe"))
    town.news()
    before = town.loads
    town.hears(again)
    assert (town.loads, town.news()) == (before, [])


def test_support_that_ended_says_whose_it_was() -> None:
    town = a_town(post("Ann"), accepted("Zoe"))
    town.news()
    town.hears(finished("Zoe"))
    (closed,) = town.told
    assert isinstance(closed, CaseClosed)
    assert (closed.advocate_id, closed.reason) == (id_of("advocate Ann"), "finished")


def test_whoever_is_withdrawn_and_referred_again_starts_anew() -> None:
    town = a_town(post("Ann", cap=1), accepted("Zoe"), withdrawn("Zoe"), accepted("Zoe"))
    assert town.advocate_of("Zoe") == "Ann"


def test_people_of_a_programme_of_circles_are_nobodys_case_and_the_other_way_round() -> None:
    of_circles = accepted("Zoe").model_copy(update={"programme": "p7k2"})
    assert await_advocate(None, of_circles, MONDAY) == UNCHANGED
    assert find_place(None, accepted("Zoe"), MONDAY) == UNCHANGED
    assert find_place(None, of_circles, MONDAY) != UNCHANGED


def test_a_contract_that_is_over_when_it_is_heard_of_leaves_nobody_behind() -> None:
    town = a_town(post("Ann"), accepted("Zoe"), post("Ann", ends=date(2026, 2, 1)))
    assert town.loads.advocates == ()
    assert town.loads.due_at is None
    assert [case.referral_id for case in town.loads.waiting] == [id_of("Zoe")]
    assert isinstance(town.loads, Caseloads)
