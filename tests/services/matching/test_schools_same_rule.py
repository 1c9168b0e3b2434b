"""Placing at once and the solver go by one rule, and a plan on top is the best that there is."""

import os
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from services.matching.domain.planning_visits import Place, promised_now
from services.matching.domain.schools import Schools
from services.matching.jobs.visit_problem import visit_problem
from services.matching.optimization.schools.checker import check_schools
from services.matching.optimization.schools.rules import eligible
from services.matching.optimization.schools.solve import solve_schools
from shared.contracts.schools import SchoolOfferMade, SchoolRequestAccepted
from tests.services.matching.school_town import (
    BRISTOL,
    CV,
    LEEDS,
    MAINSTREAM,
    MOCK,
    PRU,
    Town,
    asks,
    offers,
)

CASES = int(os.environ.get("INROADS_CASES", "300"))
_BLOCK = 100


def small_town(seed: int) -> Town:
    """Up to three offers and six requests, in any order, over some weeks of two months."""
    draw, town = Random(seed), Town()
    said = [
        *(_some_offer(draw, name) for name in ("Ann", "Bob", "Cat")[: draw.randint(1, 3)]),
        *(_some_request(draw, f"r{n}") for n in range(draw.randint(1, 6))),
    ]
    draw.shuffle(said)
    town.hears(*said)
    return town


def _some_days(draw: Random) -> tuple[date, date]:
    first = date(2026, 3, 2) + timedelta(days=draw.randrange(60))
    return first, first + timedelta(days=draw.choice((0, 7, 20, 45)))


def _some_offer(draw: Random, name: str) -> SchoolOfferMade:
    starts, ends = _some_days(draw)
    return offers(
        name,
        *draw.sample((CV, MOCK), draw.randint(1, 2)),
        areas=draw.sample((BRISTOL, LEEDS), draw.randint(1, 2)),
        per_month=draw.randint(1, 2),
        starts=starts,
        ends=draw.choice((None, ends)),
    )


def _some_request(draw: Random, name: str) -> SchoolRequestAccepted:
    earliest, latest = _some_days(draw)
    return asks(
        name,
        draw.choice((CV, MOCK)),
        area=draw.choice((BRISTOL, LEEDS)),
        school_kind=draw.choice((PRU, MAINSTREAM, MAINSTREAM)),
        earliest=earliest,
        latest=latest,
    )


def pairs_of_the_row(town: Town) -> set[tuple[str, str]]:
    """Every request with every month in which somebody could come, by the rule of the row."""
    everybody = [v.asked for c in town.schools.comers for v in c.visits] + [*town.schools.waiting]
    return {
        (str(asked.request_id), f"{comer.offer_id}:{month:%Y-%m}")
        for asked in everybody
        for comer in town.schools.comers
        for month in comer.months_for(asked, town.today)
    }


def standing(schools: Schools) -> tuple[int, int]:
    """How many schools that come first are visited, and how many others."""
    visited = [visit.asked.is_first for comer in schools.comers for visit in comer.visits]
    return visited.count(True), visited.count(False)


def best_by_trying(town: Town) -> tuple[int, int]:
    """The best of all answers that take nobody's promise away."""
    kept = promised_now(town.schools, town.today)
    everybody = [v.asked for c in town.schools.comers for v in c.visits] + [*town.schools.waiting]
    options: list[list[Place | None]] = [
        [
            *([] if asked.request_id in kept else [None]),
            *(
                (comer.offer_id, month)
                for comer in town.schools.comers
                for month in comer.months_for(asked, town.today)
            ),
        ]
        for asked in everybody
    ]
    limit = {comer.offer_id: comer.per_month for comer in town.schools.comers}
    found = (0, 0)
    for answers in product(*options):
        given = [place for place in answers if place is not None]
        if any(given.count(place) > limit[place[0]] for place in set(given)):
            continue
        firsts = [a.is_first for a, place in zip(everybody, answers, strict=True) if place]
        found = max(found, (firsts.count(True), firsts.count(False)))
    return found


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_the_solver_may_pair_exactly_whom_the_row_may(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, CASES)):
        town = small_town(seed)
        posed = visit_problem(town.schools, town.today)
        allowed = {
            (request.id, supplier.id)
            for request in posed.people
            for supplier in posed.suppliers
            if eligible(posed, request, supplier)
        }
        assert allowed == pairs_of_the_row(town), seed


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_at_once_nobody_waits_for_a_session_that_is_left(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, CASES)):
        town = small_town(seed)
        for asked in town.schools.waiting:
            for comer in town.schools.comers:
                for month in comer.months_for(asked, town.today):
                    assert comer.promised(month) == comer.per_month, seed


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_a_plan_on_top_of_it_is_the_best_that_keeps_every_promise(first: int) -> None:
    better = 0
    for seed in range(first, min(first + _BLOCK, CASES)):
        town = small_town(seed)
        at_once, kept = standing(town.schools), set(promised_now(town.schools, town.today))
        best = best_by_trying(town)
        posed = visit_problem(town.schools, town.today)
        solution = solve_schools(posed)
        assert not check_schools(posed, solution), seed
        assert solution.certificate.optimal, seed
        town.plans()
        assert standing(town.schools) == best >= at_once, seed
        assert kept <= set(promised_now(town.schools, town.today)), seed
        better += best > at_once
    assert better, "in none of these could a plan do anything"


def test_asked_before_anybody_comes_a_unit_is_never_behind_another_school() -> None:
    for seed in range(CASES):
        draw, town = Random(seed), Town()
        town.hears(*(_some_request(draw, f"r{n}") for n in range(6)))
        town.hears(_some_offer(draw, "Ann"))
        (ann,) = town.schools.comers
        rest = [asked for asked in town.schools.waiting if asked.is_first]
        for visit in ann.visits:
            if not visit.asked.is_first:
                assert all(visit.month not in ann.months_for(unit, town.today) for unit in rest)
