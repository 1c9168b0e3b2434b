"""Nobody under 18 is matched one to one without a valid clearance, at any instant of any life."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from services.matching.domain import acceptance, clearance, mentor, places
from services.matching.domain.clearance import Clearance
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Held, Mentor
from services.matching.handlers import lapse_clearances, make_match, take_step
from tests.services.matching.timelines import live

LIVES = int(os.environ.get("INROADS_CASES", "2000"))
"""The soak plays 50,000."""

MINOR = "an under-18 is held by somebody without a valid clearance"
Plant = Callable[[pytest.MonkeyPatch], None]


def test_in_no_life_goes_anything_wrong() -> None:
    wrong = {seed: found for seed in range(LIVES) if (found := live(seed))}
    assert wrong == {}


def nobody_asks_before_proposing_or_later(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Mentor, "may_meet", lambda *_: True)


def a_clearance_never_ends(patch: pytest.MonkeyPatch) -> None:
    def protects(self: Clearance, nation: str, today: date) -> bool:
        return self.nation == nation and self.checked_on <= today

    patch.setattr(Clearance, "protects", protects)


def a_clearance_counts_before_it_was_made(patch: pytest.MonkeyPatch) -> None:
    def protects(self: Clearance, nation: str, today: date) -> bool:
        return self.nation == nation and today <= self.recheck_by

    patch.setattr(Clearance, "protects", protects)


def a_clearance_counts_in_every_nation(patch: pytest.MonkeyPatch) -> None:
    def protects(self: Clearance, _nation: str, today: date) -> bool:
        return self.checked_on <= today <= self.recheck_by

    patch.setattr(Clearance, "protects", protects)


def nobody_looks_when_a_clearance_is_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lapse_clearances, "let_go", lambda one, _now: (replace(one, due_at=None), []))


def the_day_after_is_a_day_late(patch: pytest.MonkeyPatch) -> None:
    def day_after(day: date) -> datetime:
        return clearance.day_after(day + timedelta(days=1))

    patch.setattr(mentor, "day_after", day_after)


def a_withdrawn_clearance_is_only_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(take_step, "let_go", lambda one, _now: (one, []))


def seventeen_is_of_age(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clearance, "_OF_AGE", 17)


def the_birthday_counts_from_the_first_of_its_month(patch: pytest.MonkeyPatch) -> None:
    def needs(self: Held, today: date) -> bool:
        return self.adult_on is None or (today.year, today.month + 1) < (
            self.adult_on.year,
            self.adult_on.month,
        )

    patch.setattr(Held, "needs_protection", needs)


@pytest.mark.parametrize(
    "plant",
    [
        nobody_asks_before_proposing_or_later,
        a_clearance_never_ends,
        a_clearance_counts_before_it_was_made,
        a_clearance_counts_in_every_nation,
        nobody_looks_when_a_clearance_is_over,
        the_day_after_is_a_day_late,
        a_withdrawn_clearance_is_only_noted,
        seventeen_is_of_age,
        the_birthday_counts_from_the_first_of_its_month,
    ],
    ids=lambda plant: plant.__name__,
)
def test_without_this_guard_somebody_is_unprotected(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert any(MINOR in live(seed) for seed in range(2000))


def a_place_is_promised_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Mentor, "free_places", property(lambda _self: 1))


def every_acceptance_wins(patch: pytest.MonkeyPatch) -> None:
    def accept(mentee: Mentee, match_id: object, _now: datetime) -> acceptance.Change:
        proposal = next((p for p in mentee.proposals if p.match_id == match_id), None)
        if proposal is None:
            return mentee, []
        return mentee.without(proposal.match_id), [acceptance.Agreed(proposal)]

    patch.setattr("services.matching.domain.acceptance.accept", accept)


def what_is_freed_is_not_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("services.matching.handlers.wait_again.lose", lambda one, *_: (one, []))


def a_match_is_made_without_asking(patch: pytest.MonkeyPatch) -> None:
    real = places.make

    def make(one: Mentor, match_id: object, now: datetime) -> places.Change:
        held = next((h for h in one.held if not h.is_made), None)
        return real(one, held.match_id if held else match_id, now)  # type: ignore[arg-type]

    patch.setattr(make_match, "make", make)


@pytest.mark.parametrize(
    "plant",
    [
        a_place_is_promised_twice,
        every_acceptance_wins,
        what_is_freed_is_not_told,
        a_match_is_made_without_asking,
    ],
    ids=lambda plant: plant.__name__,
)
def test_without_this_rule_the_town_is_in_disorder(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    assert any(live(seed) for seed in range(2000))
