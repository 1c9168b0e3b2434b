"""Mentors at the front door: who is admitted, and which words about them can stand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from services.referrals.domain.mentor import Mentor, mentor_id
from services.referrals.domain.referral import Referral
from services.referrals.domain.terms import terms_by_code
from services.referrals.handlers.accept_referral import accept_referral
from services.referrals.handlers.admit_mentor import admit_mentor
from services.referrals.handlers.note_clearance import note_clearance
from services.referrals.handlers.note_step import note_step
from services.referrals.handlers.pass_on_answer import pass_on_answer, pass_on_ending
from services.referrals.publishes import Answer, MentorDetails, PersonDetails
from shared.contracts.inbound import (
    AnswerSubmitted,
    ClearanceSubmitted,
    EndingSubmitted,
    MentorSubmitted,
    ReferralSubmitted,
    StepSubmitted,
)
from shared.contracts.people import SealedProfile
from shared.contracts.referrals import (
    MatchAnswered,
    MatchEndReported,
    MentorAdmitted,
    MentorStepped,
)
from shared.privacy.keyring import Keyring
from shared.programmes.load import load_programmes
from shared.runtime.decision import Cause
from tests.services.referrals.builders import id_of

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
PROGRAMMES = terms_by_code(load_programmes().all)
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}
ABOUT = {"reference": "m-1", "programme": "q4m8", "organization": "ONEMM"}
MATCH, MENTOR, REFERRAL = (id_of("match", name) for name in ("a", "b", "c"))


def submitted(**changed: object) -> MentorSubmitted:
    return MentorSubmitted.model_validate(
        ABOUT
        | {"area": "E08000025", "consent": CONSENT, "profile": {"overcame": ["debt"]}}
        | changed
    )


def admit(known: Mentor | None = None, **changed: object) -> tuple[Mentor | None, list[Any]]:
    mentor, facts = admit_mentor(id_of, PROGRAMMES, known, submitted(**changed), NOW)
    return mentor, list(facts)


def code_of(facts: Sequence[Any]) -> tuple[str, str]:
    answer = facts[0]
    assert isinstance(answer, Answer)
    assert len(facts) == 1 or answer.verdict == "accepted"
    return answer.verdict, answer.code


def maya() -> Mentor:
    mentor, _ = admit()
    assert mentor is not None
    return mentor


def test_a_mentor_is_admitted_and_their_organization_learns_the_id() -> None:
    mentor, (answer, fact, details) = admit(capacity=2)
    assert mentor == maya()
    assert (answer.code, answer.mentor_id) == ("mentor_admitted", mentor_id("ONEMM", "m-1"))
    assert isinstance(fact, MentorAdmitted)
    assert fact.capacity == 2
    assert isinstance(details, MentorDetails)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"programme": "zzzz"}, "programme_unknown"),
        ({"programme": "p7k2"}, "programme_has_no_mentors"),
        ({"consent": CONSENT | {"share": False}}, "consent_missing"),
        ({"youngest": 20, "oldest": 19}, "ages_out_of_order"),
    ],
)
def test_who_cannot_be_a_mentor_is_told_why(changed: dict[str, Any], code: str) -> None:
    mentor, facts = admit(**changed)
    assert mentor is None
    assert code_of(facts) == ("rejected", code)


def test_what_matters_for_a_match_is_sealed_for_matching_and_the_contact_for_notifications() -> (
    None
):
    keys = Keyring.generate()
    _, (_, _, details) = admit(contact={"name": "Maya Example", "email": "maya@example.org"})
    shared = details.complete(Cause(None, MATCH, keys))
    bound = shared.person_id.bytes
    profile = keys.open_text("needs", shared.profile, bound_to=bound)
    assert SealedProfile.model_validate_json(profile).barriers == ["debt"]
    assert b"maya@example.org" in keys.open_text("contact", shared.contact, bound_to=bound)
    assert "maya" not in shared.model_dump_json().lower()


def test_without_consent_to_contact_no_contact_is_shared() -> None:
    _, (_, _, details) = admit(
        consent=CONSENT | {"contact": False}, contact={"name": "Maya Example"}
    )
    assert details.complete(Cause(None, MATCH, Keyring.generate())).contact is None


def step(known: Mentor | None, name: str, **changed: object) -> tuple[Mentor | None, Sequence[Any]]:
    said = StepSubmitted.model_validate(ABOUT | {"step": name} | changed)
    mentor, facts = note_step(known, said, NOW)
    return mentor, facts


def test_a_step_is_passed_on() -> None:
    mentor, facts = step(maya(), "trained")
    assert code_of(facts) == ("accepted", "step_noted")
    assert isinstance(facts[1], MentorStepped)
    assert mentor == maya()


def test_after_a_mentor_left_only_a_new_submission_counts() -> None:
    gone, _ = step(maya(), "left")
    assert gone is not None
    assert gone.has_left
    assert code_of(step(gone, "resumed")[1]) == ("rejected", "mentor_left")
    back, _ = admit(gone)
    assert back is not None
    assert not back.has_left


def test_a_word_about_somebody_unknown_or_of_another_programme_is_refused() -> None:
    assert code_of(step(None, "trained")[1]) == ("rejected", "mentor_unknown")
    assert code_of(step(maya(), "trained", programme="p7k2")[1]) == (
        "rejected",
        "programme_differs",
    )


@pytest.mark.parametrize(
    ("checked_on", "recheck_by", "code"),
    [
        ("2026-03-09", "2029-03-08", "clearance_noted"),
        ("2026-03-10", "2029-03-08", "checked_in_future"),
        ("2023-03-10", "2026-03-08", "clearance_over"),
        ("2026-03-09", "2026-03-08", "clearance_over"),
    ],
)
def test_a_clearance_counts_if_it_is_valid_today(
    checked_on: str, recheck_by: str, code: str
) -> None:
    said = ClearanceSubmitted.model_validate(
        ABOUT
        | {"kind": "enhanced_dbs_children", "issuer": "dbs", "nation": "england"}
        | {"checked_on": checked_on, "recheck_by": recheck_by}
    )
    _, facts = note_clearance(maya(), said, NOW)
    assert code_of(facts)[1] == code


def a_young_person() -> tuple[Referral, Sequence[Any]]:
    said = ReferralSubmitted.model_validate(
        {
            "reference": "r-1",
            "programme": "q4m8",
            "office": "BHM01",
            "area": "E08000025",
            "referrer": {"role": "school", "reason": "at_risk"},
            "person": {"reference": "p-1", "birth_month": "2010-06"},
            "consent": CONSENT,
            "needs": {"barriers": ["debt"]},
            "preferences": {"slots": ["tue-evening"], "relates_to": ["care_experienced"]},
        }
    )
    referral, facts = accept_referral(id_of, PROGRAMMES, None, said, NOW)
    assert isinstance(referral, Referral)
    return referral, facts


def test_a_young_persons_wishes_and_month_of_birth_travel_sealed() -> None:
    referral, (_, _, details) = a_young_person()
    assert isinstance(details, PersonDetails)
    keys = Keyring.generate()
    shared = details.complete(Cause(None, MATCH, keys))
    opened = keys.open_text("needs", shared.profile or "", bound_to=referral.person_id.bytes)
    profile = SealedProfile.model_validate_json(opened)
    assert (profile.birth_month, profile.relates_to) == ("2010-06", ["care_experienced"])
    assert profile.barriers == ["debt"]


def answer(referral: Referral | None, *, by: str, accepts: bool) -> Sequence[Any]:
    said = {"reference": "a", "programme": "q4m8", "match_id": MATCH, "referral_id": REFERRAL}
    read = AnswerSubmitted.model_validate(said | {"by": by, "accepts": accepts})
    return pass_on_answer(referral, read, NOW)[1]


def test_answers_and_endings_are_passed_on_while_the_referral_is_open() -> None:
    referral, _ = a_young_person()
    facts = answer(referral, by="mentor", accepts=True)
    assert code_of(facts) == ("accepted", "answer_passed_on")
    assert isinstance(facts[1], MatchAnswered)
    said = {"reference": "e", "programme": "q4m8", "match_id": MATCH, "mentor_id": MENTOR}
    read = EndingSubmitted.model_validate(said | {"referral_id": REFERRAL, "reason": "finished"})
    facts = pass_on_ending(referral, read, NOW)[1]
    assert isinstance(facts[1], MatchEndReported)
    assert code_of(pass_on_ending(None, read, NOW)[1]) == ("rejected", "referral_unknown")
    completed = pass_on_ending(referral.complete(), read, NOW)[1]
    assert code_of(completed)[1] == "ending_passed_on", "or the mentor's place stays taken"
    assert code_of(pass_on_ending(referral.withdraw(), read, NOW)[1])[1] == "referral_closed"


def test_a_young_person_can_only_decline() -> None:
    referral, _ = a_young_person()
    refused = answer(referral, by="young_person", accepts=True)
    assert code_of(refused) == ("rejected", "mentor_accepts_first")
    assert code_of(answer(referral, by="young_person", accepts=False))[0] == "accepted"
    unknown = answer(None, by="mentor", accepts=True)
    assert (unknown[0].code, unknown[0].pointer) == ("referral_unknown", "/data/referral_id")
