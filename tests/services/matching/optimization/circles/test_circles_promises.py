"""What a coordinator may rely on, in sentences."""

from collections import Counter
from datetime import timedelta

import pytest

from services.matching.optimization.circles.checker import check_circles
from services.matching.optimization.circles.solve import solve_circles
from services.matching.optimization.lottery import lottery_order
from services.matching.optimization.problem.circles import (
    BalanceCap,
    Circles,
    HostedSession,
    Jobseeker,
)
from services.matching.optimization.solution import Solution
from tests.benchmarks.matching_groups.synthetic_circles import Shape, synthetic_circles
from tests.services.matching.optimization.circles.tiny import TODAY, tiny_circles

AREA = "E09000012"


def jobseeker(name: str, track: str = "general", **said: object) -> Jobseeker:
    asked = {"area": AREA, "track": track, "waiting_since": TODAY, "slots": ("mon-morning",)}
    return Jobseeker.model_validate({"id": name, **asked, **said})


def session(name: str, seats: tuple[int, int] = (2, 3), track: str = "general") -> HostedSession:
    return HostedSession(
        id=name,
        host="host",
        area=AREA,
        track=track,
        slot="mon-morning",
        seats_min=seats[0],
        seats_max=seats[1],
    )


def solved(
    people: list[Jobseeker],
    sessions: list[HostedSession],
    caps: tuple[BalanceCap, ...] = (),
    seed: int = 0,
) -> Solution:
    problem = Circles(
        as_of=TODAY, seed=seed, people=tuple(people), sessions=tuple(sessions), caps=caps
    )
    solution = solve_circles(problem)
    assert not check_circles(problem, solution)
    return solution


def seats(solution: Solution) -> dict[str, str]:
    return {pair.person: pair.supply for pair in solution.pairs}


def test_a_circle_is_whole_or_does_not_take_place() -> None:
    assert not solved([jobseeker("a")], [session("s")]).pairs
    assert len(solved([jobseeker("a"), jobseeker("b")], [session("s")]).pairs) == 2


def test_graduates_never_sit_with_others() -> None:
    people = [jobseeker("a"), jobseeker("b", "graduates")]
    assert not solved(people, [session("s"), session("g", track="graduates")]).pairs


def test_a_held_seat_stays_even_where_a_better_use_is_known() -> None:
    held = jobseeker("held", slots=(), seat="s", waiting_since=TODAY)
    waiting = [jobseeker(n, waiting_since=TODAY - timedelta(days=100)) for n in "abcd"]
    solution = solved([held, *waiting], [session("s", (2, 2))])
    assert seats(solution)["held"] == "s"
    assert len(solution.pairs) == 2


def test_a_session_in_which_seats_are_held_is_not_closed_for_being_small() -> None:
    solution = solved([jobseeker("held", seat="s")], [session("s", (4, 8))])
    assert seats(solution) == {"held": "s"}


def test_a_held_seat_in_a_session_nobody_offers_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="holds a seat in gone"):
        solved([jobseeker("held", seat="gone")], [session("s")])


def test_no_more_of_a_circle_than_the_cap_share_a_word() -> None:
    people = [jobseeker(n, balance={"jobcentre": "j1"}) for n in "abc"]
    people += [jobseeker("d", balance={"jobcentre": "j2"}), jobseeker("e")]
    cap = (BalanceCap(by="jobcentre", at_most=1),)
    solution = solved(people, [session("s", (2, 5))], cap)
    assert Counter(person in "abc" for person in seats(solution)) == {True: 1, False: 2}


def test_a_declined_session_is_not_proposed_again() -> None:
    people = [jobseeker("a", declined=("s",)), jobseeker("b")]
    assert seats(solved(people, [session("s", (1, 3))])) == {"b": "s"}


def test_whoever_waits_longer_comes_first() -> None:
    people = [jobseeker(n, waiting_since=TODAY - timedelta(days=d)) for d, n in enumerate("abcde")]
    assert set(seats(solved(people, [session("s")]))) == {"c", "d", "e"}


@pytest.mark.parametrize("seed", range(20))
def test_among_equals_exactly_the_first_draws_of_the_recorded_seed_have_the_seats(
    seed: int,
) -> None:
    names = [f"p{number}" for number in range(9)]
    solution = solved([jobseeker(n) for n in names], [session("s", (2, 4))], seed=seed)
    assert solution.seed == seed
    assert set(seats(solution)) == set(lottery_order(seed, names)[:4])


def test_the_lottery_favors_nobody_over_many_seeds() -> None:
    names = [f"p{number}" for number in range(4)]
    first = Counter(lottery_order(seed, names)[0] for seed in range(4000))
    assert all(900 < first[name] < 1100 for name in names)


def test_a_draw_depends_on_nobody_else() -> None:
    names = [f"p{number}" for number in range(50)]
    order = lottery_order(7, names)
    assert lottery_order(7, names[::2]) == tuple(name for name in order if name in names[::2])


@pytest.mark.parametrize("seed", range(100))
def test_one_more_seat_never_lowers_the_value(seed: int) -> None:
    problem = tiny_circles(seed)
    before = solve_circles(problem).certificate.value
    for at, one in enumerate(problem.sessions):
        roomier = one.model_copy(update={"seats_max": one.seats_max + 1})
        more = problem.model_copy(
            update={"sessions": (*problem.sessions[:at], roomier, *problem.sessions[at + 1 :])}
        )
        assert solve_circles(more).certificate.value >= before


@pytest.mark.parametrize("seed", range(100))
def test_other_names_and_another_order_change_no_value(seed: int) -> None:
    problem = tiny_circles(seed)
    before = solve_circles(problem).certificate
    people = [p.model_copy(update={"id": f"x{n * 7 % 11}"}) for n, p in enumerate(problem.people)]
    renamed = problem.model_copy(update={"people": tuple(reversed(people))})
    assert solve_circles(renamed).certificate == before


def test_progress_is_told_and_ends_at_all() -> None:
    told: list[float] = []
    solve_circles(synthetic_circles(Shape(200, 4)), told.append)
    assert told == sorted(told)
    assert len(told) >= 8
    assert told[-1] == 1.0


def test_the_order_of_a_problem_changes_nobodys_seat() -> None:
    problem = synthetic_circles(Shape(200))
    turned = problem.model_copy(
        update={"people": problem.people[::-1], "sessions": problem.sessions[::-1]}
    )
    assert solve_circles(turned).pairs == solve_circles(problem).pairs
