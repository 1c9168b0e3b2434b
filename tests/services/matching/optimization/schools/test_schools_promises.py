"""What a school and a supplier may rely on, in sentences."""

from collections import Counter
from datetime import date

import pytest

from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from services.matching.optimization.schools.checker import check_schools
from services.matching.optimization.schools.pairs import eligible_pairs
from services.matching.optimization.schools.rules import eligible
from services.matching.optimization.schools.score import pair_value, parts
from services.matching.optimization.schools.solve import solve_schools
from services.matching.optimization.solution import Solution
from tests.benchmarks.matching_groups.synthetic_schools import synthetic_schools
from tests.services.matching.optimization.schools.tiny import tiny_schools

AREA = "E09000012"


def request(name: str, **said: object) -> SchoolRequest:
    asked = {"school": "c", "kind": "talk", "week": 1, "area": AREA}
    return SchoolRequest.model_validate({"id": name, **asked, **said})


def supplier(name: str, **said: object) -> Supplier:
    return Supplier.model_validate({"id": name, "kinds": ("talk",), "areas": (AREA,), **said})


def solved(requests: list[SchoolRequest], suppliers: list[Supplier]) -> Solution:
    problem = Schools(as_of=date(2026, 3, 2), people=tuple(requests), suppliers=tuple(suppliers))
    solution = solve_schools(problem)
    assert not check_schools(problem, solution)
    assert solution.certificate.optimal
    return solution


def who(solution: Solution) -> dict[str, str]:
    return {pair.person: pair.supply for pair in solution.pairs}


def test_a_pupil_referral_unit_comes_first() -> None:
    """Even if the other school is nearer, and asks for exactly this sector."""
    here = {"easting": 1_000, "northing": 1_000}
    other = request("a", sectors=("care",), place=here)
    unit = request("z", pupil_referral_unit=True, place={"easting": 50_000, "northing": 1_000})
    assert who(solved([other, unit], [supplier("s", sector="care", place=here)])) == {"z": "s"}


@pytest.mark.parametrize("seed", range(100))
def test_as_many_units_are_answered_as_if_no_other_school_had_asked(seed: int) -> None:
    drawn = tiny_schools(seed)
    asked = tuple(one.model_copy(update={"answered_by": None}) for one in drawn.people)
    problem = drawn.model_copy(update={"people": asked})
    units = tuple(one for one in problem.people if one.pupil_referral_unit)
    alone = solve_schools(problem.model_copy(update={"people": units}))
    together = who(solve_schools(problem))
    assert sum(one.id in together for one in units) == len(alone.pairs)


def test_nobody_gives_more_than_they_offered_in_a_week_or_in_all() -> None:
    asked = [request(f"r{week}{n}", week=week) for week in range(3) for n in range(3)]
    found = who(solved(asked, [supplier("s", per_week=2, in_all=5)]))
    assert len(found) == 5
    assert max(Counter(name[1] for name in found).values()) <= 2


def test_weeks_off_kinds_areas_and_declined_suppliers_are_respected() -> None:
    assert not who(solved([request("r")], [supplier("s", weeks_off=(1,))]))
    assert not who(solved([request("r")], [supplier("s", kinds=("visit",))]))
    assert not who(solved([request("r")], [supplier("s", areas=("E06000016",))]))
    assert not who(solved([request("r", declined=("s",))], [supplier("s")]))


def test_who_is_answered_stays_so_and_moves_only_to_make_room() -> None:
    """Even for a Pupil Referral Unit, nobody loses an answer; who comes may change."""
    kept, unit = request("a", answered_by="s"), request("z", pupil_referral_unit=True)
    assert who(solved([kept, unit], [supplier("s")])) == {"a": "s"}
    elsewhere = supplier("t", areas=("E06000016", AREA), kinds=("talk", "visit"))
    visit = request("v", kind="visit")
    assert who(solved([kept], [elsewhere, supplier("s")])) == {"a": "s"}
    moved = who(solved([request("b", answered_by="t"), visit], [elsewhere, supplier("s")]))
    assert moved == {"b": "s", "v": "t"}


def test_a_supplier_in_demand_has_a_price_by_week() -> None:
    solution = solved([request("r"), request("q")], [supplier("s")])
    assert solution.prices == (("s@1", 1075),)


def test_the_columns_hold_exactly_what_the_rules_allow() -> None:
    problems = [*(tiny_schools(seed) for seed in range(300)), synthetic_schools(600, 60)]
    for problem in problems:
        pairs = eligible_pairs(problem, problem.people, problem.suppliers)
        columns = (pairs.request, pairs.supplier, pairs.value, pairs.fit)
        found = {
            (problem.people[r].id, problem.suppliers[s].id): (value, fit)
            for r, s, value, fit in zip(*(c.tolist() for c in columns), strict=True)
        }
        assert found == {
            (r.id, s.id): (pair_value(problem, r, s), sum(parts(problem, r, s).values()))
            for r in problem.people
            for s in problem.suppliers
            if eligible(problem, r, s)
        }


@pytest.mark.parametrize("seed", range(100))
def test_more_sessions_on_offer_never_lower_the_value(seed: int) -> None:
    problem = tiny_schools(seed)
    before = solve_schools(problem).certificate.value
    for at, one in enumerate(problem.suppliers):
        more = one.model_copy(update={"per_week": one.per_week + 1, "in_all": None})
        staff = (*problem.suppliers[:at], more, *problem.suppliers[at + 1 :])
        wider = problem.model_copy(update={"suppliers": staff})
        assert solve_schools(wider).certificate.value >= before


@pytest.mark.parametrize("seed", range(100))
def test_other_names_and_another_order_change_no_value(seed: int) -> None:
    problem = tiny_schools(seed)
    asked = [r.model_copy(update={"id": f"x{n * 7 % 11}"}) for n, r in enumerate(problem.people)]
    renamed = problem.model_copy(
        update={"people": tuple(reversed(asked)), "suppliers": problem.suppliers[::-1]}
    )
    assert solve_schools(renamed).certificate == solve_schools(problem).certificate


def test_a_large_problem_is_priced_in_and_still_proven() -> None:
    problem = synthetic_schools(4_000, 500)
    pairs = eligible_pairs(problem, problem.people, problem.suppliers)
    assert len(pairs) > 20_000
    solution = solve_schools(problem)
    assert solution.certificate.optimal
    assert not check_schools(problem, solution)
