"""Advocates at the front door: which posts can stand, and what is passed on of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.advocate import Advocate, advocate_id
from services.referrals.domain.referral import Referral
from services.referrals.domain.terms import terms_by_code
from services.referrals.handlers.note_progress import note_closure, note_departure, note_place
from services.referrals.handlers.part_with_advocate import part_with_advocate
from services.referrals.handlers.pass_on_closure import pass_on_closure
from services.referrals.handlers.register_advocate import register_advocate
from services.referrals.publishes import Answer
from shared.contracts.inbound import AdvocateSubmitted, ClosureSubmitted, DepartureSubmitted
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseUnassigned
from shared.contracts.referrals import AdvocateLeft, AdvocateRegistered, SupportEndReported
from shared.privacy.keyring import Keyring
from shared.programmes.load import load_programmes
from shared.runtime.decision import Cause
from tests.services.referrals.builders import id_of

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
PROGRAMMES = terms_by_code(load_programmes().all)
ABOUT = {"reference": "a-1", "programme": "v3t9", "organization": "LCRCA"}
LIVERPOOL, HACKNEY = "E08000012", "E09000012"
WHERE = {"home": LIVERPOOL, "cap": 30}
REFERRAL = id_of("referral")


def register(
    known: Advocate | None = None, **changed: object
) -> tuple[Advocate | None, Sequence[Any]]:
    said = AdvocateSubmitted.model_validate(ABOUT | WHERE | changed)
    advocate, facts = register_advocate(pseudonym_of, PROGRAMMES, known, said, NOW)
    return advocate, facts


def pseudonym_of(*reference: str) -> UUID:
    return id_of(*reference)


def refusal(facts: Sequence[Any]) -> tuple[str, str]:
    (answer,) = facts
    assert isinstance(answer, Answer)
    assert answer.verdict == "rejected"
    return answer.code, answer.pointer


def ann() -> Advocate:
    advocate, _ = register()
    assert advocate is not None
    return advocate


def test_an_advocate_is_registered_and_their_organization_learns_the_id() -> None:
    advocate, (answer, fact) = register(covers=["E08000011"], contract_ends="2026-03-09")
    assert advocate == ann()
    assert (answer.code, answer.advocate_id) == (
        "advocate_registered",
        advocate_id("LCRCA", "a-1"),
    )
    assert isinstance(fact, AdvocateRegistered)
    assert (fact.covers, fact.contract_ends) == (["E08000011"], date(2026, 3, 9))


@pytest.mark.parametrize("contact", [True, False])
def test_an_advocates_name_and_languages_are_shared_sealed_and_with_consent_alone(
    *, contact: bool
) -> None:
    consent = {"share": True, "contact": contact, "given_on": "2026-03-02"}
    about: dict[str, Any] = {
        "contact": {"name": "Ann Example", "email": "ann@example.org"},
        "languages": ["pl"],
    }
    _, (_, fact, details) = register(consent=consent, **about)
    keys = Keyring.generate()
    shared = details.complete(Cause(None, REFERRAL, keys))
    assert fact.person_id == shared.person_id == id_of("LCRCA", "a-1")
    assert shared.may_contact is contact
    opened = keys.open_text("contact", shared.contact, bound_to=shared.person_id.bytes)
    assert (b"Ann Example" in opened, b"ann@example.org" in opened) == (True, contact)
    profile = keys.open_text("needs", shared.profile, bound_to=shared.person_id.bytes)
    assert b'"languages":["pl"]' in profile

    _, (_, fact) = register(consent=consent | {"share": False}, **about)
    assert fact.person_id is None
    assert set(fact.model_dump()).isdisjoint({"consent", "contact", "languages"})


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"programme": "zzzz"}, "programme_unknown", "/data/programme"),
        ({"programme": "q4m8"}, "programme_has_no_advocates", "/data/programme"),
        ({"home": HACKNEY}, "area_outside_programme", "/data/home"),
        ({"covers": [LIVERPOOL, HACKNEY]}, "area_outside_programme", "/data/covers/1"),
        ({"cap": 31}, "cap_above_programme", "/data/cap"),
        ({"contract_ends": "2026-03-08"}, "contract_over", "/data/contract_ends"),
    ],
)
def test_a_post_that_cannot_stand_is_answered_with_why_and_where(
    changed: dict[str, Any], code: str, pointer: str
) -> None:
    advocate, facts = register(**changed)
    assert advocate is None
    assert refusal(facts) == (code, pointer)


def test_a_reference_is_not_used_for_an_advocate_of_another_programme() -> None:
    _, facts = register(ann(), programme="w9d4")
    assert refusal(facts) == ("programme_differs", "/data/programme")


def depart(known: Advocate | None, **changed: object) -> tuple[Advocate | None, Sequence[Any]]:
    said = DepartureSubmitted.model_validate(ABOUT | changed)
    advocate, facts = part_with_advocate(known, said, NOW)
    return advocate, facts


def test_an_advocate_leaves_once_and_may_come_back() -> None:
    gone, (answer, fact) = depart(ann())
    assert (answer.code, type(fact)) == ("departure_noted", AdvocateLeft)
    assert refusal(depart(gone)[1]) == ("advocate_left", "/data/reference")
    back, _ = register(gone)
    assert back == ann()


def test_nobody_parts_with_an_advocate_who_is_unknown_or_of_another_programme() -> None:
    assert refusal(depart(None)[1]) == ("advocate_unknown", "/data/reference")
    assert refusal(depart(ann(), programme="w9d4")[1]) == ("programme_differs", "/data/programme")


def a_referral(programme: str = "v3t9") -> Referral:
    return Referral(
        referral_id=REFERRAL,
        person_id=id_of("person"),
        programme=programme,
        area=LIVERPOOL,
        office="LIV07",
        track="general",
        status="accepted",
        submitted_on=date(2026, 3, 2),
        rule=f"{programme}@2",
    )


def close(referral: Referral | None, programme: str = "v3t9") -> Sequence[Any]:
    about = {"reference": "c-1", "programme": programme}
    said = {"referral_id": str(REFERRAL), "reason": "finished"}
    _, facts = pass_on_closure(
        PROGRAMMES, referral, ClosureSubmitted.model_validate(about | said), NOW
    )
    return facts


def test_an_advocates_word_that_support_is_over_is_passed_on() -> None:
    answer, fact = close(a_referral())
    assert (answer.verdict, answer.code) == ("accepted", "closure_passed_on")
    assert isinstance(fact, SupportEndReported)
    assert fact.reason == "finished"


def test_a_closure_of_nothing_is_refused_where_it_names_the_referral() -> None:
    assert refusal(close(None)) == ("referral_unknown", "/data/referral_id")
    assert refusal(close(a_referral().withdraw())) == ("referral_closed", "/data/referral_id")
    mentored = a_referral("q4m8")
    assert refusal(close(mentored, "q4m8")) == ("programme_has_no_advocates", "/data/programme")


def test_support_goes_on_after_the_last_planned_visit_and_can_be_ended_once() -> None:
    completed = placed().complete()
    assert close(completed)[0].code == "closure_passed_on"
    ended, _ = note_closure(completed, closed("finished"), NOW)
    assert isinstance(ended, Referral)
    assert refusal(close(ended)) == ("referral_closed", "/data/referral_id")


CASE: dict[str, Any] = {
    "referral_id": REFERRAL,
    "person_id": id_of("person"),
    "programme": "v3t9",
    "area": LIVERPOOL,
}
ADVOCATE = advocate_id("LCRCA", "a-1")


def closed(reason: str) -> CaseClosed:
    return CaseClosed(**CASE, advocate_id=ADVOCATE, reason=reason)


def placed() -> Referral:
    referral, _ = note_place(a_referral(), CaseAssigned(**CASE, advocate_id=ADVOCATE), NOW)
    assert isinstance(referral, Referral)
    return referral


def test_a_referral_follows_its_case() -> None:
    assert placed().status == "placed"
    lost = CaseUnassigned(**CASE, advocate_id=ADVOCATE, reason="contract_ended")
    assert note_departure(placed(), lost, NOW)[0].status == "waiting"
    assert note_closure(placed(), closed("finished"), NOW)[0].status == "completed"


def test_a_late_word_of_a_withdrawn_case_does_not_complete_the_referral_that_lives_anew() -> None:
    assert note_closure(a_referral(), closed("withdrawn"), NOW)[0].status == "accepted"
    assert note_closure(None, closed("withdrawn"), NOW) == (None, ())
