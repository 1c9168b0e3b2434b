"""In no life of a team is a cap exceeded, somebody dropped, or somebody left with nobody."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from services.matching.domain import assigning, caseloads, handing_over
from services.matching.domain.assigning import Today
from services.matching.domain.case_news import Assigned
from services.matching.domain.caseloads import Advocate, Case, Caseloads
from services.matching.domain.clearance import day_after
from services.matching.handlers import part_with_advocate
from tests.services.matching.caseload_lives import (
    DESERTED,
    DROPPED,
    IN_VAIN,
    MISCOUNTED,
    ORPHANED,
    OVER,
    TWO_AT_ONCE,
    UNTRUE,
    live,
)

LIVES = int(os.environ.get("INROADS_CASES", "60"))
"""The soak plays 10,000."""

Plant = Callable[[pytest.MonkeyPatch], None]


def test_in_no_life_goes_anything_wrong() -> None:
    wrong = {seed: found for seed in range(LIVES) if (found := live(seed))}
    assert wrong == {}


def everybody_counts_as_one(patch: pytest.MonkeyPatch) -> None:
    def with_cases(self: Advocate, cases: tuple[Case, ...]) -> Advocate:
        return replace(self, cases=cases, load=len(cases))

    patch.setattr(Advocate, "with_cases", with_cases)


def who_left_is_only_forgotten(patch: pytest.MonkeyPatch) -> None:
    def part_with(loads: Caseloads, gone: object, _reason: str, _today: Today) -> object:
        return loads.with_advocates(a for a in loads.advocates if a.advocate_id != gone), []

    patch.setattr(part_with_advocate, "part_with", part_with)


def nobody_looks_when_a_contract_is_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Today, "is_over", lambda *_: False)


def the_day_after_is_a_day_late(patch: pytest.MonkeyPatch) -> None:
    late = timedelta(days=1)
    patch.setattr(caseloads, "day_after", lambda day: day_after(day) + late)


def who_lost_an_advocate_waits_like_anybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Case, "turn", property(lambda self: (False, self.since, self.referral_id)))


def room_that_is_freed_stays_empty(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(handing_over, "assign_waiting", lambda loads, _today: (loads, []))
    patch.setattr(assigning, "assign_waiting", lambda loads, _today: (loads, []))


def a_handover_is_told_as_an_assignment(patch: pytest.MonkeyPatch) -> None:
    def told(case: Case, to: object, _left: object, _reason: str) -> Assigned:
        return Assigned(case, to)  # type: ignore[arg-type]

    patch.setattr(handing_over, "Transferred", told)


def everybody_brings_their_own_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Advocate, "receiving", lambda _, case: replace(case.changed(), in_care=True))


def nobody_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Case, "changed", lambda self: self)


@pytest.mark.parametrize(
    ("plant", "wrong"),
    [
        (everybody_brings_their_own_time, TWO_AT_ONCE),
        (nobody_counts, MISCOUNTED),
        (everybody_counts_as_one, OVER),
        (who_left_is_only_forgotten, ORPHANED),
        (nobody_looks_when_a_contract_is_over, DESERTED),
        (the_day_after_is_a_day_late, DESERTED),
        (who_lost_an_advocate_waits_like_anybody, DROPPED),
        (room_that_is_freed_stays_empty, IN_VAIN),
        (a_handover_is_told_as_an_assignment, UNTRUE),
    ],
)
def test_a_mistake_in_the_rules_is_found(
    monkeypatch: pytest.MonkeyPatch, plant: Plant, wrong: str
) -> None:
    plant(monkeypatch)
    assert any(wrong in live(seed) for seed in range(100))
