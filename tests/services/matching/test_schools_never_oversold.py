"""In no life of a programme does anybody come more often than offered, or is a school lost."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.matching.domain import answering
from services.matching.domain.answering import close_days, leave
from services.matching.domain.schools import Asked, Comer, Schools, Visit
from services.matching.handlers import close_school_days, come_to_schools, leave_schools
from tests.services.matching import school_town
from tests.services.matching.school_lives import (
    DROPPED,
    IN_VAIN,
    LOST,
    MISFIT,
    OVERSOLD,
    PASSED_OVER,
    live,
)

LIVES = int(os.environ.get("INROADS_CASES", "300"))
"""The soak plays 10,000."""

Plant = Callable[[pytest.MonkeyPatch], None]


def test_in_no_life_goes_anything_wrong() -> None:
    wrong = {seed: found for seed in range(LIVES) if (found := live(seed))}
    assert wrong == {}


def nobody_counts_what_is_promised(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Comer, "promised", lambda *_: 0)


def a_day_that_is_over_frees_its_month(patch: pytest.MonkeyPatch) -> None:
    def forget(schools: Schools, today: date) -> object:
        after, happened = close_days(schools, today)
        comers = [c.with_visits(v for v in c.visits if not v.is_past(today)) for c in after.comers]
        return after.having(comers, after.waiting), happened

    patch.setattr(come_to_schools, "close_days", forget)
    patch.setattr(close_school_days, "close_days", forget)


def a_corrected_offer_keeps_what_it_had(patch: pytest.MonkeyPatch) -> None:
    def kept(said: Comer, visits: tuple[Visit, ...], _today: date) -> Comer:
        return replace(said.with_visits(visits), most=said.per_month)

    patch.setattr(answering, "_kept", kept)


def who_leaves_takes_the_schools_along(patch: pytest.MonkeyPatch) -> None:
    def forget(schools: Schools, gone: object, *_: object) -> object:
        rest = (c for c in schools.comers if c.offer_id != gone)
        return schools.having(rest, schools.waiting), []

    patch.setattr(leave_schools, "leave", forget)


def a_session_that_is_free_stays_so(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answering, "answer_waiting", lambda schools, _today: (schools, []))


def units_wait_like_anybody(patch: pytest.MonkeyPatch) -> None:
    turn = property(lambda self: (not self.lost_one, self.since, self.request_id))
    patch.setattr(Asked, "turn", turn)


def any_area_will_do(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Comer, "gives", lambda self, asked: asked.kind in self.kinds)


def a_plan_clears_the_table_first(patch: pytest.MonkeyPatch) -> None:
    def follow(schools: Schools, _planned: object, today: date) -> object:
        told: list[object] = []
        for comer in schools.comers:
            schools, lost = leave(schools, comer.offer_id, "planned", today)
            told += lost
        return schools, told

    patch.setattr(school_town, "follow_plan", follow)


@pytest.mark.parametrize(
    ("plant", "wrong"),
    [
        (nobody_counts_what_is_promised, OVERSOLD),
        (a_day_that_is_over_frees_its_month, OVERSOLD),
        (a_corrected_offer_keeps_what_it_had, OVERSOLD),
        (a_corrected_offer_keeps_what_it_had, MISFIT),
        (who_leaves_takes_the_schools_along, LOST),
        (a_session_that_is_free_stays_so, IN_VAIN),
        (units_wait_like_anybody, PASSED_OVER),
        (any_area_will_do, MISFIT),
        (a_plan_clears_the_table_first, DROPPED),
    ],
)
def test_a_mistake_in_the_rules_is_found(
    monkeypatch: pytest.MonkeyPatch, plant: Plant, wrong: str
) -> None:
    plant(monkeypatch)
    assert any(wrong in live(seed) for seed in range(200))
