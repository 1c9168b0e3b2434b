"""What leaves the front door: receipts that name the event, sealed people, and nobody's words."""

import json
from uuid import UUID

import pytest

from services.referrals.handlers.answer_unreadable import answer_unreadable
from services.referrals.publishes import Answer, PersonDetails
from shared.contracts.cloudevents import read, structured
from shared.contracts.envelope import Envelope
from shared.contracts.inbound import ReferralSubmitted
from shared.contracts.people import PersonShared
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.unreadable import Unreadable
from shared.privacy.keyring import Keyring
from shared.runtime.decision import Cause
from tests.services.referrals.builders import MONDAY, a_referral, id_of

KEYS = Keyring.generate()
ROBIN, SAM = id_of("robin"), id_of("sam")
ENVELOPE = Envelope("event-1", "/example/jobcentre", "inroads.referral.submitted.v1")
ALL_GIVEN = {"share": True, "contact": True, "given_on": "2019-03-04"}


def cause(envelope: Envelope | None = ENVELOPE) -> Cause:
    return Cause(envelope, id_of("delivery"), KEYS)


def shared(referral: ReferralSubmitted) -> PersonShared:
    return PersonDetails(ROBIN, referral, is_matched_by_profile=False).complete(cause())


def opened(text: str | None, part: str, person: UUID = ROBIN) -> object:
    assert text is not None
    return json.loads(KEYS.open_text(part, text, bound_to=person.bytes))


def test_a_receipt_names_the_event_that_it_answers() -> None:
    receipt = Answer("accepted", "referral_accepted", rule="p7k2@3", referral_id=ROBIN).complete(
        cause()
    )
    assert receipt == ReceiptIssued(
        receipt_id=id_of("delivery"),
        event_id="event-1",
        event_source="/example/jobcentre",
        event_type="inroads.referral.submitted.v1",
        verdict="accepted",
        code="referral_accepted",
        rule="p7k2@3",
        referral_id=ROBIN,
    )


def test_each_part_of_a_person_is_sealed_for_its_own_class_of_reader() -> None:
    said = shared(a_referral(characteristics={"disabled": True}))
    assert opened(said.contact, "contact") == {
        "name": "Robin Example",
        "email": "robin@example.org",
        "sixteen_on": "2014-06-01",
    }
    needs = opened(said.needs, "needs")
    assert isinstance(needs, dict)
    assert needs["strengths"] == ["team_work"]
    assert opened(said.characteristics, "characteristics") == {"disabled": True}
    with pytest.raises(Exception, match="altered or belongs to somebody else"):
        opened(said.contact, "contact", SAM)


def test_what_is_sealed_cannot_be_read_on_the_stream() -> None:
    on_the_stream = shared(a_referral()).model_dump_json().lower()
    for word in ("robin", "example.org", "team_work", "confidence", "caribbean"):
        assert word not in on_the_stream


def test_contact_is_shared_only_with_consent_to_contact() -> None:
    said = shared(a_referral(consent=ALL_GIVEN | {"contact": False}))
    assert (said.may_contact, said.contact) == (False, None)
    assert said.needs is not None


def test_nothing_is_shared_without_consent_to_share() -> None:
    said = shared(a_referral(consent=ALL_GIVEN | {"share": False}))
    assert (said.contact, said.needs, said.characteristics) == (None, None, None)


def test_what_was_not_given_is_not_shared() -> None:
    said = shared(a_referral(contact=None))
    assert said.contact is None


def answered(document: dict[str, object] | bytes) -> Answer:
    value = document if isinstance(document, bytes) else structured(ENVELOPE, document)
    reading = read(value, ())
    assert isinstance(reading, Unreadable)
    (answer,) = answer_unreadable(reading, MONDAY)
    assert isinstance(answer, Answer)
    return answer


def test_an_event_that_breaks_the_contract_is_rejected_where_it_breaks() -> None:
    document = a_referral().model_dump(mode="json")
    answer = answered(document | {"area": "Hackney"})
    assert (answer.verdict, answer.code) == ("rejected", "schema_invalid")
    assert answer.pointer == "/data/area"
    assert "such as E09000012" in answer.hint


def test_bytes_that_name_no_event_are_quarantined() -> None:
    answer = answered(b'{"name": "Robin')
    assert (answer.verdict, answer.code) == ("quarantined", "not_a_cloudevent")
    receipt = answer.complete(cause(None))
    assert (receipt.event_id, receipt.event_source, receipt.event_type) == (None, None, None)
    assert receipt.receipt_id == id_of("delivery")


@pytest.mark.parametrize(
    "field",
    ["reference", "programme", "office", "area", "referrer", "person", "consent", "contact"],
)
def test_no_answer_repeats_what_was_sent(field: str) -> None:
    answer = answered(a_referral().model_dump(mode="json") | {field: "Xavier Quixote"})
    told = " ".join(map(str, answer))
    assert "xavier" not in told.lower()
    assert answer.pointer == f"/data/{field}"


def test_an_id_that_is_none_is_not_shown_in_part() -> None:
    envelope = ENVELOPE._replace(type="inroads.attendance.submitted.v1")
    document = {"reference": "A-1", "programme": "p7k2", "circle_id": "§obin", "attended": True}
    reading = read(structured(envelope, document), ())
    assert isinstance(reading, Unreadable)
    (answer,) = answer_unreadable(reading, MONDAY)
    assert isinstance(answer, Answer)
    assert answer.pointer == "/data/circle_id"
    assert "§" not in answer.hint


def test_a_national_insurance_number_is_named_as_the_reason() -> None:
    document = a_referral().model_dump(mode="json") | {"reference": "QQ123456C"}
    answer = answered(document | {"reference": "AB123456C"})
    assert "National Insurance number" in answer.hint
    assert "AB123456C" not in str(answer)


def test_an_item_of_a_list_is_explained_like_its_list() -> None:
    document = a_referral().model_dump(mode="json") | {"needs": {"barriers": ["Has DEBTS!"]}}
    answer = answered(document)
    assert answer.pointer == "/data/needs/barriers/0"
    assert "a code in small letters" in answer.hint
