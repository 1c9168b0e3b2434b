"""A referral at the door: accepted within the rule, or answered with the reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.referrals.publishes import PersonDetails
from shared.contracts.referrals import ReferralAccepted, ReferralRejected
from tests.services.referrals.builders import (
    HACKNEY,
    LEICESTER,
    FrontDoor,
    a_referral,
    a_withdrawal,
    completed,
    facts_in,
    id_of,
    joined,
    left,
    the_answer,
    the_id,
)


def test_a_referral_within_the_rule_is_accepted_and_announced() -> None:
    announced = FrontDoor().hear(a_referral())
    answer = the_answer(announced)
    assert (answer.verdict, answer.code) == ("accepted", "referral_accepted")
    assert (answer.rule, answer.referral_id) == ("p7k2@3", the_id())
    (accepted,) = facts_in(announced)
    assert accepted == ReferralAccepted(
        referral_id=the_id(),
        person_id=id_of("HCK01", "robin"),
        programme="p7k2",
        area=HACKNEY,
        office="HCK01",
        track="general",
        submitted_on=date(2019, 3, 4),
        rule="p7k2@3",
    )
    assert announced[-1] == PersonDetails(
        id_of("HCK01", "robin"), a_referral(), is_matched_by_profile=False
    )


def test_two_offices_with_one_reference_for_different_people_never_mix_them_up() -> None:
    door = FrontDoor()
    (here,) = facts_in(door.hear(a_referral("REF-1")))
    (there,) = facts_in(door.hear(a_referral("REF-1", office="HCK02")))
    assert isinstance(here, ReferralAccepted)
    assert isinstance(there, ReferralAccepted)
    assert here.person_id != there.person_id


def test_graduates_are_kept_apart_only_where_the_programme_has_a_track_for_them() -> None:
    door = FrontDoor()
    (apart,) = facts_in(door.hear(a_referral(person={"graduate": True})))
    assert isinstance(apart, ReferralAccepted)
    assert apart.track == "graduates"
    in_fund = a_referral("REF-2", programme="w9d4", person={"graduate": True})
    (together,) = facts_in(door.hear(in_fund))
    assert isinstance(together, ReferralAccepted)
    assert together.track == "general"


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"programme": "z9z9"}, "programme_unknown", "/data/programme"),
        (
            {"consent": {"share": False, "contact": False, "given_on": "2019-03-04"}},
            "consent_missing",
            "/data/consent/share",
        ),
    ],
)
def test_what_may_not_be_looked_at_leaves_no_trace(
    said: dict[str, Any], code: str, pointer: str
) -> None:
    door = FrontDoor()
    announced = door.hear(a_referral(**said))
    answer = the_answer(announced)
    assert (answer.verdict, answer.code, answer.pointer) == ("rejected", code, pointer)
    assert len(announced) == 1
    assert door.referral() is None


def test_an_ineligible_person_is_counted_in_the_funnel_and_not_shared() -> None:
    door = FrontDoor()
    announced = door.hear(a_referral(area=LEICESTER, person={"birth_month": "1960-01"}))
    answer = the_answer(announced)
    assert (answer.verdict, answer.pointer) == ("rejected", "/data/person")
    assert answer.rule == "p7k2@3"
    (rejected,) = facts_in(announced)
    assert isinstance(rejected, ReferralRejected)
    assert rejected.code == answer.code
    assert not any(isinstance(a, PersonDetails) for a in announced)
    assert door.status == "rejected"


def test_no_answer_shows_that_a_protected_characteristic_was_asked_for() -> None:
    """In Leicester only the first phase is open, whose rule rests on ethnicity."""
    stated = {"ethnic_minority": False, "ethnic_group": "white_british"}
    says_no = FrontDoor().answer(a_referral(area=LEICESTER, characteristics=stated))
    says_nothing = FrontDoor().answer(a_referral(area=LEICESTER, characteristics={}))
    assert says_no == says_nothing
    assert says_no.pointer == "/data/person"
    told = " ".join(map(str, says_no)).lower()
    assert not any(word in told for word in ("ethnic", "minority", "characteristic", "british"))


def test_the_day_of_a_referral_is_londons_day() -> None:
    """23:30 UTC on 31 March 2019 is 00:30 on 1 April in London: Leicester's phase is open."""
    almost_april = datetime(2019, 3, 31, 23, 30, tzinfo=UTC)
    assert FrontDoor().answer(a_referral(area=LEICESTER), now=almost_april).verdict == "accepted"
    an_hour_before = datetime(2019, 3, 31, 22, 30, tzinfo=UTC)
    assert FrontDoor().answer(a_referral(area=LEICESTER), now=an_hour_before).verdict == "rejected"


def test_a_live_referral_is_not_replaced_by_a_second_one_under_its_reference() -> None:
    door = FrontDoor()
    door.hear(a_referral())
    before = door.referral()
    announced = door.hear(a_referral(person={"reference": "somebody-else"}))
    answer = the_answer(announced)
    assert (answer.code, answer.pointer) == ("already_referred", "/data/reference")
    assert answer.referral_id == the_id()
    assert len(announced) == 1
    assert door.referral() is before


def test_a_completed_referral_needs_a_new_reference() -> None:
    door = FrontDoor()
    assert door.answer(a_referral(), completed(), a_referral()).code == "already_referred"


def test_two_offices_may_use_the_same_reference() -> None:
    door = FrontDoor()
    assert door.answer(a_referral(), a_referral(office="CAM01")).verdict == "accepted"


def test_a_corrected_referral_is_accepted_under_its_old_reference() -> None:
    door = FrontDoor()
    door.hear(a_referral(person={"youth_claimant": False}))
    assert door.status == "rejected"
    assert door.answer(a_referral()).verdict == "accepted"
    assert door.status == "accepted"


def test_a_withdrawn_referral_that_is_submitted_again_starts_anew() -> None:
    door = FrontDoor()
    door.hear(a_referral(), joined("red"), a_withdrawal())
    tuesday = datetime(2019, 3, 5, 9, tzinfo=UTC)
    announced = door.hear(a_referral(person={"graduate": True}), now=tuesday)
    (accepted,) = facts_in(announced)
    assert isinstance(accepted, ReferralAccepted)
    assert (accepted.submitted_on, accepted.track) == (date(2019, 3, 5), "graduates")
    assert door.status == "accepted"


def test_the_late_word_about_an_old_seat_does_not_take_the_new_one() -> None:
    door = FrontDoor()
    door.hear(a_referral(), joined("red"), a_withdrawal(), a_referral())
    door.hear(joined("blue"), left("red"))
    assert door.status == "placed"
    robin = door.referral()
    assert robin is not None
    assert [seat.circle_id for seat in robin.seats] == [id_of("blue")]
