"""A host employer's offer: admitted if it can stand, else refused with where and what to do."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.referrals import OfferMade
from tests.services.referrals.builders import MONDAY, FrontDoor, an_offer, facts_in, the_answer


def test_an_offer_that_fits_is_announced_as_it_was_made() -> None:
    offer = an_offer()
    announced = FrontDoor().hear(offer)
    assert the_answer(announced).verdict == "accepted"
    (made,) = facts_in(announced)
    assert isinstance(made, OfferMade)
    said = offer.model_dump(exclude={"reference"})
    assert made.model_dump(exclude={"offer_id", "employer_id"}) == said


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"programme": "z9z9"}, "programme_unknown", "/data/programme"),
        ({"seats_min": 7, "seats_max": 6}, "seats_out_of_order", "/data/seats_min"),
        ({"seats_min": 3}, "seats_out_of_bounds", "/data/seats_min"),
        ({"seats_max": 9}, "seats_out_of_bounds", "/data/seats_max"),
        ({"programme": "v3t9"}, "programme_has_no_circles", "/data/programme"),
        ({"programme": "w9d4"}, "programme_has_no_circles", "/data/programme"),
        ({"programme": "q4m8"}, "programme_has_no_circles", "/data/programme"),
        ({"programme": "h6r5"}, "programme_has_no_circles", "/data/programme"),
        ({"programme": "s2s2", "track": "graduates"}, "track_not_in_programme", "/data/track"),
        ({"first_session_at": MONDAY}, "first_session_in_past", "/data/first_session_at"),
        (
            {"confirm_by": MONDAY + timedelta(days=14, seconds=1)},
            "confirm_after_first_session",
            "/data/confirm_by",
        ),
        ({"confirm_by": MONDAY}, "confirm_in_past", "/data/confirm_by"),
    ],
)
def test_an_offer_that_cannot_stand_is_refused_and_may_be_corrected(
    said: dict[str, Any], code: str, pointer: str
) -> None:
    door = FrontDoor()
    announced = door.hear(an_offer(**said))
    answer = the_answer(announced)
    assert (answer.verdict, answer.code, answer.pointer) == ("rejected", code, pointer)
    assert answer.hint
    assert len(announced) == 1
    assert door.answer(an_offer()).verdict == "accepted"


def test_bounds_themselves_are_allowed() -> None:
    at_the_edge = an_offer(seats_min=4, seats_max=8, confirm_by=MONDAY + timedelta(days=14))
    assert FrontDoor().answer(at_the_edge).verdict == "accepted"


def test_a_host_uses_each_reference_once() -> None:
    door = FrontDoor()
    door.hear(an_offer())
    assert door.answer(an_offer(seats_max=6)).code == "already_offered"
    assert door.answer(an_offer("OFFER-2")).verdict == "accepted"
    assert door.answer(an_offer(host="example_rail")).verdict == "accepted"
