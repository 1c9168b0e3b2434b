"""What an advocate's manager may rely on, in sentences."""

from collections import Counter
from datetime import date, timedelta

import pytest

from services.matching.optimization.caseloads.checker import check_caseloads
from services.matching.optimization.caseloads.solve import solve_caseloads
from services.matching.optimization.lottery import lottery_order
from services.matching.optimization.problem.caseloads import (
    Advocate,
    Caseloads,
    CaseloadWeights,
    Client,
)
from services.matching.optimization.solution import Solution
from tests.services.matching.optimization.caseloads.tiny import TODAY, tiny_caseloads

HERE, THERE = "E08000001", "E08000002"


def client(name: str, **said: object) -> Client:
    return Client.model_validate({"id": name, "area": HERE, "waiting_since": TODAY, **said})


def advocate(name: str, cap: int = 10, **said: object) -> Advocate:
    return Advocate.model_validate({"id": name, "home": HERE, "cap": cap, **said})


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def solved(
    people: list[Client],
    advocates: list[Advocate],
    weights: CaseloadWeights | None = None,
    seed: int = 0,
) -> Solution:
    problem = Caseloads(
        as_of=TODAY,
        seed=seed,
        people=tuple(people),
        advocates=tuple(advocates),
        weights=weights or CaseloadWeights(),
    )
    solution = solve_caseloads(problem)
    assert not check_caseloads(problem, solution)
    return solution


def who(solution: Solution) -> dict[str, str]:
    return {pair.person: pair.supply for pair in solution.pairs}


def test_a_cap_is_counted_in_complexity() -> None:
    people = [client("hard", complexity=3), client("b"), client("c"), client("d")]
    assert len(who(solved(people, [advocate("a", cap=3)]))) == 3


def test_home_comes_before_cover() -> None:
    cover = advocate("cover", home=THERE, covers=(HERE,))
    even = CaseloadWeights(balance=0)
    assert who(solved([client("p")], [cover, advocate("home")], even)) == {"p": "home"}
    assert who(solved([client("p")], [cover, advocate("home", cap=0)], even)) == {"p": "cover"}


def test_whoever_needs_another_language_gets_who_speaks_it_or_else_anybody() -> None:
    staff = [advocate("a"), advocate("b", languages=("en", "ar")), advocate("c")]
    needs = client("p", languages=("ar",))
    even = CaseloadWeights(balance=0)
    assert who(solved([needs], staff, even)) == {"p": "b"}
    assert who(solved([needs], [advocate("a")], even)) == {"p": "a"}


def test_home_comes_before_a_language() -> None:
    cover = advocate("cover", home=THERE, covers=(HERE,), languages=("ar",))
    even = CaseloadWeights(balance=0)
    staff = [cover, advocate("home")]
    assert who(solved([client("p", languages=("ar",))], staff, even)) == {"p": "home"}


def test_a_conflict_forbids() -> None:
    assert not who(solved([client("p", conflicts=("a",))], [advocate("a")]))


def test_nobody_is_dropped_for_somebody_new_whatever_the_weights() -> None:
    careless = CaseloadWeights(in_care=0, stays=0)
    known = client("known", advocate="a", complexity=3)
    new = [client(n, waiting_since=in_days(-180)) for n in "xyz"]
    assert who(solved([known, *new], [advocate("a", cap=3)], careless)) == {"known": "a"}


def test_everybody_in_care_is_moved_on_if_that_is_what_it_takes() -> None:
    """One of the two may go to one advocate alone; the other can go elsewhere."""
    moved_on = client("known", advocate="a")
    bound = client("bound", advocate="gone", conflicts=("b",))
    staff = [
        advocate("a", cap=1),
        advocate("b", cap=1),
        advocate("gone", contract_ends=in_days(-1)),
    ]
    assert who(solved([moved_on, bound], staff)) == {"known": "b", "bound": "a"}


@pytest.mark.parametrize(("days", "now_with"), [(29, "leaver"), (28, "other"), (-1, "other")])
def test_clients_are_handed_over_before_a_contract_ends(days: int, now_with: str) -> None:
    staff = [advocate("leaver", contract_ends=in_days(days)), advocate("other")]
    even = CaseloadWeights(balance=0)
    assert who(solved([client("p", advocate="leaver")], staff, even)) == {"p": now_with}


def test_a_handover_comes_before_newcomers() -> None:
    staff = [advocate("leaver", contract_ends=in_days(5)), advocate("other", cap=1)]
    people = [client("known", advocate="leaver"), client("new", waiting_since=in_days(-180))]
    assert who(solved(people, staff)) == {"known": "other"}


def test_whoever_is_about_to_leave_takes_nobody_new_and_keeps_whom_nobody_else_can_take() -> None:
    leaver = advocate("leaver", contract_ends=in_days(5))
    assert who(solved([client("new"), client("p", advocate="leaver")], [leaver])) == {"p": "leaver"}


def test_after_the_last_day_an_advocate_keeps_nobody() -> None:
    assert not who(solved([client("p", advocate="a")], [advocate("a", contract_ends=in_days(-1))]))


def test_people_keep_the_advocate_they_know() -> None:
    people = [client(f"p{n}", advocate="ab"[n % 2]) for n in range(10)]
    found = who(solved(people, [advocate("a"), advocate("b")]))
    assert found == {f"p{n}": "ab"[n % 2] for n in range(10)}


def test_newcomers_make_caseloads_even() -> None:
    people = [client(f"k{n}", advocate="a") for n in range(4)]
    people += [client(f"n{n}") for n in range(6)]
    assert Counter(who(solved(people, [advocate("a"), advocate("b")])).values()) == {"a": 5, "b": 5}


def test_whoever_waits_longest_is_taken_and_equals_draw_lots() -> None:
    people = [client("long", waiting_since=in_days(-9)), *(client(f"p{n}") for n in range(6))]
    for seed in range(10):
        found = who(solved(people, [advocate("a", cap=3)], seed=seed))
        first = lottery_order(seed, [f"p{n}" for n in range(6)])[:2]
        assert found.keys() == {"long", *first}


@pytest.mark.parametrize("seed", range(100))
def test_a_larger_cap_never_lowers_the_value_where_care_and_balance_cost_nothing(seed: int) -> None:
    problem = tiny_caseloads(seed)
    free = problem.weights.model_copy(update={"balance": 0})
    newcomers = tuple(c.model_copy(update={"advocate": None}) for c in problem.people)
    problem = problem.model_copy(update={"weights": free, "people": newcomers})
    before = solve_caseloads(problem).certificate.value
    for at, one in enumerate(problem.advocates):
        roomier = one.model_copy(update={"cap": one.cap + 1})
        staff = (*problem.advocates[:at], roomier, *problem.advocates[at + 1 :])
        more = problem.model_copy(update={"advocates": staff})
        assert solve_caseloads(more).certificate.value >= before


@pytest.mark.parametrize("seed", range(100))
def test_other_names_and_another_order_change_no_value(seed: int) -> None:
    problem = tiny_caseloads(seed)
    people = [c.model_copy(update={"id": f"x{n * 7 % 11}"}) for n, c in enumerate(problem.people)]
    renamed = problem.model_copy(
        update={"people": tuple(reversed(people)), "advocates": problem.advocates[::-1]}
    )
    assert solve_caseloads(renamed).certificate == solve_caseloads(problem).certificate


def test_nobody_at_all_is_an_answer() -> None:
    assert not who(solved([], []))
    assert not who(solved([client("p")], []))


def test_whom_english_will_do_for_takes_no_place_from_who_needs_another_language() -> None:
    staff = [advocate("a"), advocate("b", cap=1, languages=("en", "ar"))]
    people = [client("p", languages=("ar",)), client("q", languages=("ar", "en"))]
    even = CaseloadWeights(balance=0)
    assert who(solved(people, staff, even)) == {"p": "b", "q": "a"}
