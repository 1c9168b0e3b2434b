"""What happens to schools that ask for sessions, and to those who come, told as stories."""

from datetime import date

import pytest

from services.matching.domain.planning_visits import follow_plan
from services.matching.domain.schools import Schools
from services.matching.handlers.answer_school import answer_school
from services.matching.handlers.find_place import find_place
from services.matching.jobs.visit_problem import visit_problem
from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.told import told
from services.matching.optimization.schools.solve import solve_schools
from shared.contracts.schools import SchoolMatched, SchoolTransferred
from tests.services.matching.caseload_town import accepted
from tests.services.matching.school_town import (
    APRIL,
    BRISTOL,
    CV,
    LEEDS,
    MARCH,
    MOCK,
    MONDAY,
    PRU,
    TASTER,
    Town,
    asks,
    id_of,
    offers,
    recalls,
    retreats,
)

IN_APRIL = date(2026, 4, 24)


@pytest.fixture
def town() -> Town:
    return Town()


def test_somebody_comes_at_once_if_one_fits(town: Town) -> None:
    town.hears(offers("Ann", CV), asks("Hill"))
    assert town.who_comes_to("Hill") == "Ann"
    (fact,) = town.told
    assert isinstance(fact, SchoolMatched)
    assert (fact.offer_id, fact.month, fact.area) == (id_of("offer Ann"), "2026-03", BRISTOL)


@pytest.mark.parametrize(
    "offer",
    [
        offers("Ann", MOCK),
        offers("Ann", CV, areas=(LEEDS,)),
        offers("Ann", CV, starts=date(2026, 3, 28)),
        offers("Ann", CV, ends=date(2026, 3, 8)),
    ],
    ids=["another kind", "another area", "not yet", "no more"],
)
def test_a_school_waits_while_nobody_fits(town: Town, offer: object) -> None:
    town.hears(offer, asks("Hill"))  # type: ignore[arg-type]
    assert town.who_comes_to("Hill") is None
    assert town.news() == ["SchoolWaitlisted"]


def test_a_day_that_both_have_is_enough(town: Town) -> None:
    town.hears(offers("Ann", CV, ends=date(2026, 3, 9)), asks("Hill"))
    assert town.who_comes_to("Hill") == "Ann"


def test_whoever_waits_is_visited_when_somebody_comes_units_first_then_in_turn(town: Town) -> None:
    town.hears(asks("Hill"), asks("Dale"), asks("Unit", school_kind=PRU), asks("Late"))
    town.hears(offers("Ann", per_month=2))
    assert [town.who_comes_to(n) for n in ("Unit", "Hill", "Dale")] == ["Ann", "Ann", None]
    assert town.waiting() == [id_of("Dale"), id_of("Late")]


def test_nobody_comes_more_often_in_a_month_than_offered(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), asks("Dale", latest=IN_APRIL), asks("Late"))
    months = {v.asked.request_id: v.month for c in town.schools.comers for v in c.visits}
    assert months == {id_of("Hill"): MARCH, id_of("Dale"): APRIL}
    assert town.waiting() == [id_of("Late")]


def test_a_unit_that_comes_later_takes_nobodys_session(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), asks("Unit", school_kind=PRU))
    assert town.who_comes_to("Hill") == "Ann"
    assert town.waiting() == [id_of("Unit")]


def test_a_session_that_is_given_back_goes_to_who_is_next(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), asks("Dale"), asks("Unit", school_kind=PRU))
    town.news()
    town.hears(recalls("Hill"))
    assert town.who_comes_to("Unit") == "Ann"
    assert town.news() == ["SchoolRequestClosed", "SchoolMatched"]
    town.hears(recalls("Hill"), recalls("Dale"))
    assert town.news() == ["SchoolRequestClosed"]
    assert town.waiting() == []


def test_an_adviser_leaves_and_another_comes_or_the_school_waits_in_front(town: Town) -> None:
    town.hears(offers("Ann", per_month=2), asks("Hill"), asks("Dale"), offers("Bob"), asks("Late"))
    town.hears(asks("Last"))
    town.news()
    town.hears(retreats("Ann"))
    assert town.news() == ["SchoolUnmatched", "SchoolWaitlisted"] * 2
    assert town.waiting() == [id_of("Hill"), id_of("Dale"), id_of("Last")], "Bob visits Late"
    town.hears(recalls("Late"))
    assert town.who_comes_to("Hill") == "Bob"


def test_who_lost_somebody_comes_before_who_has_had_nobody(town: Town) -> None:
    town.hears(asks("Old"), offers("Ann", MOCK), asks("Mock", MOCK), retreats("Ann"))
    assert town.waiting() == [id_of("Mock"), id_of("Old")]
    town.hears(offers("Bob", CV, MOCK), asks("Unit", school_kind=PRU))
    assert town.who_comes_to("Mock") == "Bob"
    assert town.waiting() == [id_of("Unit"), id_of("Old")], "units come before them all"


def test_another_takes_over_without_a_gap(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), offers("Bob"))
    town.news()
    town.hears(retreats("Ann"))
    (fact,) = town.told
    assert isinstance(fact, SchoolTransferred)
    assert (fact.left_offer_id, fact.offer_id) == (id_of("offer Ann"), id_of("offer Bob"))


def test_what_a_corrected_offer_covers_no_more_is_given_back_the_last_in_turn_first(
    town: Town,
) -> None:
    town.hears(offers("Ann", CV, MOCK, per_month=3))
    town.hears(asks("Hill"), asks("Mock", MOCK), asks("Unit", school_kind=PRU))
    town.hears(offers("Ann", CV, per_month=1))
    assert town.who_comes_to("Unit") == "Ann"
    assert town.waiting() == [id_of("Hill"), id_of("Mock")]
    town.hears(offers("Ann", CV, MOCK, per_month=3))
    assert town.waiting() == []


def test_what_nobody_came_for_in_time_is_closed(town: Town) -> None:
    town.hears(asks("Hill"))
    town.news()
    town.waits(25)
    assert town.waiting() == [id_of("Hill")], "27 March is not over"
    town.waits(1)
    assert town.news() == ["SchoolRequestClosed"]
    assert town.schools == Schools("h6r5")


def test_a_visit_whose_day_has_passed_still_counts_in_its_month(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill", latest=date(2026, 3, 10)))
    town.waits(10)
    town.hears(asks("Dale"))
    assert town.waiting() == [id_of("Dale")]
    town.hears(retreats("Ann"))
    assert "SchoolUnmatched" not in town.news(), "Hill was visited, and loses nothing"


def test_a_reference_of_a_past_visit_asks_anew_and_is_not_taken_back_for_it(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill", latest=date(2026, 3, 10)))
    town.waits(10)
    town.hears(recalls("Hill"))
    assert [comer.promised(MARCH) for comer in town.schools.comers] == [1]
    town.hears(asks("Hill", latest=IN_APRIL))
    assert town.who_comes_to("Hill") == "Ann"
    assert [comer.promised(APRIL) for comer in town.schools.comers] == [1]
    town.hears(recalls("Hill"))
    assert [len(comer.visits) for comer in town.schools.comers] == [1], "the past one"


def test_a_past_visit_is_forgotten_with_its_month_and_an_offer_with_its_end(town: Town) -> None:
    town.hears(offers("Ann", ends=date(2026, 3, 20)), asks("Hill"))
    town.waits(20)
    assert town.schools.comers
    town.waits(15)
    assert town.schools == Schools("h6r5")


def test_fewer_sessions_than_were_held_already_can_be_offered(town: Town) -> None:
    town.hears(offers("Ann", per_month=2), asks("Hill", latest=date(2026, 3, 10)))
    town.hears(asks("Dale", latest=date(2026, 3, 11)))
    town.waits(12)
    town.news()
    town.hears(offers("Ann", per_month=1))
    (ann,) = town.schools.comers
    assert (ann.busiest, ann.most, town.news()) == (2, 2, [])
    town.hears(offers("Ann", per_month=2), asks("Late"))
    assert town.waiting() == [id_of("Late")], "both of March were held"


def test_a_plan_lets_another_come_so_that_a_waiting_school_is_visited(town: Town) -> None:
    town.hears(offers("Ann", CV, MOCK), asks("Hill"), offers("Bob", CV), asks("Mock", MOCK))
    assert town.waiting() == [id_of("Mock")]
    town.news()
    town.plans()
    assert [town.who_comes_to(n) for n in ("Hill", "Mock")] == ["Bob", "Ann"]
    assert town.news() == ["SchoolTransferred", "SchoolMatched"]


def test_a_plan_visits_units_first_keeps_every_promise_and_moves_as_few_as_it_can(
    town: Town,
) -> None:
    """Dropping Hill would get both units visited; only Dale can come to wait for Cat in April."""
    end = date(2026, 3, 31)
    town.hears(offers("Ann", ends=end), asks("Hill"), offers("Bob", ends=end))
    town.hears(asks("Dale", latest=IN_APRIL), offers("Cat", starts=APRIL))
    others, bystanders = [f"o{n}" for n in range(6)], [f"b{n}" for n in range(6)]
    town.hears(*(asks(name) for name in others))
    town.hears(*(asks(f"Unit {n}", school_kind=PRU) for n in (1, 2)))
    for name in bystanders:
        town.hears(offers(name, areas=(LEEDS,)), asks(name, area=LEEDS))
    town.news()
    town.plans()
    assert [town.who_comes_to(name) for name in ("Hill", "Dale")] == ["Ann", "Cat"]
    assert "Bob" in {town.who_comes_to(f"Unit {n}") for n in (1, 2)}
    assert len(town.waiting()) == 7
    assert town.news() == ["SchoolTransferred", "SchoolMatched"]


def test_a_plan_moves_nobody_in_vain(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), offers("Bob"), asks("Taste", TASTER))
    before = town.schools
    town.plans()
    assert town.schools == before


def test_a_plan_that_takes_a_promise_away_is_not_followed(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), asks("Unit", school_kind=PRU))
    ann = id_of("offer Ann"), MARCH
    for planned in ({id_of("Unit"): ann}, {id_of("Unit"): ann, id_of("Hill"): ann}):
        assert follow_plan(town.schools, planned, town.today) == (town.schools, [])


def test_every_answer_is_explained(town: Town) -> None:
    town.hears(offers("Ann"), asks("Hill"), asks("Dale"), asks("Far", area=LEEDS))
    posed = visit_problem(town.schools, town.today)
    explainer = Explainer(posed, solve_schools(posed))

    def why(name: str) -> str:
        return " ".join(told(explainer.why(str(id_of(name))), explainer.telling))

    assert "they give sessions of this kind" in why("Hill")
    assert "1 session in all, and no more is left" in why("Dale")
    assert "come to this area" in why("Far")


def test_a_second_acceptance_changes_nothing(town: Town) -> None:
    town.hears(asks("Hill"))
    assert answer_school(town.schools, asks("Hill"), MONDAY) == (None, ())


def test_nobody_of_the_programme_waits_for_a_seat_in_a_circle() -> None:
    of_schools = accepted("Zoe").model_copy(update={"programme": "h6r5"})
    assert find_place(None, of_schools, MONDAY) == (None, ())


def test_other_programmes_have_no_schools() -> None:
    elsewhere = asks("Hill").model_copy(update={"programme": "p7k2"})
    assert answer_school(None, elsewhere, MONDAY) == (None, ())
