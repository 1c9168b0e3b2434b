"""Schools at the front door: what they may ask for, who may come, and what is passed on of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.referrals.domain.school_offer import SchoolOffer, school_offer_id
from services.referrals.domain.school_request import SchoolRequest, request_id
from services.referrals.domain.terms import terms_by_code
from services.referrals.handlers.accept_referral import accept_referral
from services.referrals.handlers.accept_request import accept_request
from services.referrals.handlers.admit_school_offer import admit_school_offer
from services.referrals.handlers.withdraw_request import withdraw_request
from services.referrals.handlers.withdraw_school_offer import withdraw_school_offer
from services.referrals.publishes import Answer
from shared.contracts.schools import (
    SchoolOfferMade,
    SchoolOfferSubmitted,
    SchoolOfferWithdrawn,
    SchoolRecallSubmitted,
    SchoolRequestAccepted,
    SchoolRequestSubmitted,
    SchoolRequestWithdrawn,
    SchoolRetreatSubmitted,
)
from shared.programmes.load import load_programmes
from tests.services.referrals.builders import a_referral, id_of

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 9, tzinfo=UTC)
PROGRAMMES = terms_by_code(load_programmes().all)
BRISTOL, CARDIFF = "E06000023", "W06000015"
REQUEST: dict[str, Any] = {
    "reference": "r-1",
    "programme": "h6r5",
    "school": "137052",
    "area": BRISTOL,
    "school_kind": "pupil_referral_unit",
    "kind": "mock_interview",
    "years": "key_stage_4",
    "group_size": 12,
    "earliest": "2026-03-16",
    "latest": "2026-03-27",
}
OFFER: dict[str, Any] = {
    "reference": "o-1",
    "programme": "h6r5",
    "organization": "JCPBRI",
    "by": "adviser",
    "areas": [BRISTOL],
    "kinds": ["cv_writing", "mock_interview"],
    "per_month": 4,
}


def ask(
    known: SchoolRequest | None = None, now: datetime = NOW, **changed: object
) -> tuple[Any, Sequence[Any]]:
    said = SchoolRequestSubmitted.model_validate(REQUEST | changed)
    return accept_request(PROGRAMMES, known, said, now)


def recall(known: SchoolRequest | None, now: datetime = NOW, **changed: object) -> Sequence[Any]:
    about = {name: REQUEST[name] for name in ("reference", "programme", "school")}
    said = SchoolRecallSubmitted.model_validate(about | {"reason": "changed"} | changed)
    return withdraw_request(known, said, now)[1]


def offer(known: SchoolOffer | None = None, **changed: object) -> tuple[Any, Sequence[Any]]:
    said = SchoolOfferSubmitted.model_validate(OFFER | changed)
    return admit_school_offer(PROGRAMMES, known, said, NOW)


def retreat(known: SchoolOffer | None, **changed: object) -> tuple[Any, Sequence[Any]]:
    about = {name: OFFER[name] for name in ("reference", "programme", "organization")}
    said = SchoolRetreatSubmitted.model_validate(about | {"reason": "left"} | changed)
    return withdraw_school_offer(known, said, NOW)


def refusal(facts: Sequence[Any]) -> tuple[str, str]:
    (answer,) = facts
    assert isinstance(answer, Answer)
    assert answer.verdict == "rejected"
    return answer.code, answer.pointer


def test_a_request_is_accepted_and_the_school_learns_its_id() -> None:
    request, (answer, fact) = ask()
    assert request == SchoolRequest(
        request_id("137052", "r-1"), "h6r5", "137052", date(2026, 3, 27)
    )
    assert (answer.code, answer.request_id) == ("request_accepted", request.request_id)
    assert isinstance(fact, SchoolRequestAccepted)
    assert (fact.school_kind, fact.latest) == ("pupil_referral_unit", date(2026, 3, 27))
    assert (fact.submitted_on, fact.rule) == (date(2026, 3, 9), "h6r5@3")


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"programme": "zzzz"}, "programme_unknown", "/data/programme"),
        ({"programme": "p7k2"}, "programme_has_no_schools", "/data/programme"),
        ({"school_kind": "nursery"}, "school_kind_not_in_programme", "/data/school_kind"),
        ({"kind": "goal_setting"}, "kind_not_in_programme", "/data/kind"),
        ({"years": "key_stage_1"}, "years_not_in_programme", "/data/years"),
        ({"area": CARDIFF}, "area_not_covered", "/data/area"),
        ({"earliest": "2026-03-28"}, "days_out_of_order", "/data/earliest"),
        ({"earliest": "2026-03-01", "latest": "2026-03-08"}, "latest_in_past", "/data/latest"),
        ({"latest": "2027-04-14"}, "latest_too_far", "/data/latest"),
        ({"group_size": 31}, "group_size_out_of_bounds", "/data/group_size"),
    ],
)
def test_a_request_that_cannot_stand_is_answered_with_why_and_where(
    changed: dict[str, Any], code: str, pointer: str
) -> None:
    request, facts = ask(**changed)
    assert request is None
    assert refusal(facts) == (code, pointer)


def test_in_the_pilot_only_its_districts_ask() -> None:
    in_the_pilot = datetime(2016, 12, 1, tzinfo=UTC)
    days = {"earliest": "2017-01-09", "latest": "2017-01-20", "area": "E07000008"}
    assert refusal(ask(None, in_the_pilot, **days)[1]) == ("area_not_open_yet", "/data/area")


def test_a_reference_is_free_again_when_its_request_is_over() -> None:
    request, _ = ask()
    assert refusal(ask(request)[1]) == ("already_requested", "/data/reference")
    assert ask(request.withdraw())[0] == request
    again, _ = ask(request, LATER, latest="2026-04-24")
    assert again.latest == date(2026, 4, 24)


def test_a_request_is_taken_back_while_somebody_may_still_come() -> None:
    request, _ = ask()
    answer, fact = recall(request)
    assert (answer.code, answer.request_id) == ("request_withdrawn", request.request_id)
    assert isinstance(fact, SchoolRequestWithdrawn)
    assert refusal(recall(None)) == ("request_unknown", "/data/reference")
    assert refusal(recall(request, programme="p7k2")) == ("programme_differs", "/data/programme")
    assert refusal(recall(request.withdraw())) == ("request_over", "/data/reference")
    assert refusal(recall(request, LATER)) == ("request_over", "/data/reference")


def test_an_offer_is_admitted_and_its_organization_learns_the_id() -> None:
    made, (answer, fact) = offer()
    assert made == SchoolOffer(school_offer_id("JCPBRI", "o-1"), "h6r5", "JCPBRI")
    assert (answer.code, answer.offer_id) == ("school_offer_admitted", made.offer_id)
    assert isinstance(fact, SchoolOfferMade)
    assert (fact.starts, fact.ends, fact.per_month) == (date(2026, 3, 9), None, 4)


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"programme": "zzzz"}, "programme_unknown", "/data/programme"),
        ({"programme": "q4m8"}, "programme_has_no_schools", "/data/programme"),
        ({"areas": [BRISTOL, CARDIFF]}, "area_outside_programme", "/data/areas/1"),
        ({"kinds": ["cv_writing", "mentoring"]}, "kind_not_in_programme", "/data/kinds/1"),
        ({"starts": "2026-05-01", "ends": "2026-04-30"}, "ends_before_it_starts", "/data/ends"),
        ({"ends": "2026-03-08"}, "offer_over", "/data/ends"),
    ],
)
def test_an_offer_that_cannot_stand_is_answered_with_why_and_where(
    changed: dict[str, Any], code: str, pointer: str
) -> None:
    made, facts = offer(**changed)
    assert made is None
    assert refusal(facts) == (code, pointer)


def test_somebody_comes_no_more_once_and_may_come_back() -> None:
    made, _ = offer()
    gone, (answer, fact) = retreat(made)
    assert (answer.code, type(fact)) == ("retreat_noted", SchoolOfferWithdrawn)
    assert refusal(retreat(gone)[1]) == ("school_offer_withdrawn", "/data/reference")
    assert refusal(retreat(None)[1]) == ("school_offer_unknown", "/data/reference")
    assert refusal(retreat(made, programme="p7k2")[1])[0] == "programme_differs"
    assert offer(gone)[0] == made


def test_an_offers_reference_is_not_used_for_another_programme() -> None:
    known = SchoolOffer(school_offer_id("JCPBRI", "o-1"), "p7k2", "JCPBRI")
    assert refusal(offer(known)[1]) == ("programme_differs", "/data/programme")


def test_no_pupil_is_referred_to_a_programme_of_schools() -> None:
    pupil = a_referral(programme="h6r5")
    _, facts = accept_referral(lambda *_: id_of("pupil"), PROGRAMMES, None, pupil, NOW)
    assert refusal(facts) == ("schools_ask_for_sessions", "/data/programme")
