"""What referrals announces; of helpers: ``publishes_supply``, of schools: ``publishes_schools``."""

from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.referrals.domain.advocate import Advocate
from services.referrals.domain.employer import Employer, employer_id
from services.referrals.domain.mentor import Mentor
from services.referrals.domain.offer import offer_id
from services.referrals.domain.referral import Referral
from services.referrals.domain.refusal import Refusal
from services.referrals.domain.school_offer import SchoolOffer
from services.referrals.domain.school_request import SchoolRequest
from shared.contracts import inbound
from shared.contracts import referrals as facts
from shared.contracts.fact import Part
from shared.contracts.people import PersonShared, SealedContact, SealedProfile
from shared.contracts.unreadable import Unreadable
from shared.programmes.ages import MAY_BE_WRITTEN_TO, surely_from
from shared.runtime.decision import Cause

SealedPart = Literal["contact", "needs", "characteristics"]


class Answer(NamedTuple):
    """A receipt that still has to learn which event it answers."""

    verdict: facts.Verdict
    code: str
    pointer: str = ""
    rule: str = ""
    hint: str = ""
    referral_id: UUID | None = None
    mentor_id: UUID | None = None
    advocate_id: UUID | None = None
    employer_id: UUID | None = None
    request_id: UUID | None = None
    offer_id: UUID | None = None

    def complete(self, cause: Cause) -> facts.ReceiptIssued:
        """Return the receipt; its id is the delivery's, so one event has one receipt."""
        event = cause.envelope
        return facts.ReceiptIssued(
            receipt_id=cause.delivery_id,
            event_id=event.id if event else None,
            event_source=event.source if event else None,
            event_type=event.type if event else None,
            **self._asdict(),
        )


class PersonDetails(NamedTuple):
    """What the person let us share, before it is sealed."""

    person_id: UUID
    submission: inbound.ReferralSubmitted
    is_matched_by_profile: bool

    def complete(self, cause: Cause) -> PersonShared:
        """Return the details, each part sealed for the one class of service that may open it."""
        said, consent = self.submission, self.submission.consent
        return PersonShared(
            person_id=self.person_id,
            programme=said.programme,
            may_contact=consent.contact,
            contact=self._contact(cause) if consent.share and consent.contact else None,
            needs=self._sealed(cause, "needs", if_allowed=consent.share),
            characteristics=self._sealed(cause, "characteristics", if_allowed=consent.share),
            profile=self._profile(cause) if consent.share and self.is_matched_by_profile else None,
        )

    def _contact(self, cause: Cause) -> str | None:
        """Return how to reach the person as a sealed box, with the day on which they are 16."""
        if self.submission.contact is None:
            return None
        sixteen_on = surely_from(self.submission.person.birth_month, MAY_BE_WRITTEN_TO)
        contact = SealedContact(**self.submission.contact.model_dump(), sixteen_on=sixteen_on)
        return _sealed(cause, "contact", contact, self.person_id)

    def _profile(self, cause: Cause) -> str:
        """Return what a match depends on as a sealed box; the age always belongs to it."""
        wishes, needs = self.submission.preferences, self.submission.needs
        profile = SealedProfile(
            **wishes.model_dump(),
            birth_month=self.submission.person.birth_month,
            barriers=needs.barriers,
        )
        return _sealed(cause, "needs", profile, self.person_id)

    def _sealed(self, cause: Cause, part: SealedPart, *, if_allowed: bool) -> str | None:
        """Return a part as a sealed box; ``None`` when it was not given or not agreed to."""
        said = getattr(self.submission, part)
        if not if_allowed or said is None or part not in self.submission.model_fields_set:
            return None
        return _sealed(cause, part, said, self.person_id)


class MentorDetails(NamedTuple):
    """What a mentor let us share, before it is sealed."""

    person_id: UUID
    submission: inbound.MentorSubmitted

    def complete(self, cause: Cause) -> PersonShared:
        """Return the details: the contact for notifications, the profile for matching."""
        said, contact = self.submission, None
        if said.contact is not None and said.consent.contact:
            contact = _sealed(cause, "contact", said.contact, self.person_id)
        told = said.profile.model_dump()
        profile = SealedProfile(**told, barriers=told["overcame"])
        return PersonShared(
            person_id=self.person_id,
            programme=said.programme,
            may_contact=said.consent.contact,
            contact=contact,
            profile=_sealed(cause, "needs", profile, self.person_id),
        )


class AdvocateDetails(NamedTuple):
    """What an advocate lets us share with those whom they support, before it is sealed."""

    person_id: UUID
    submission: inbound.AdvocateSubmitted

    def complete(self, cause: Cause) -> PersonShared:
        """Return the details: a name for letters, languages for matching; an address only with
        consent to be written to.
        """
        said, contact = self.submission, None
        may_contact = said.consent is not None and said.consent.contact
        if said.contact is not None:
            told = said.contact.model_dump(include=None if may_contact else {"name"})
            contact = _sealed(cause, "contact", SealedContact(**told), self.person_id)
        profile = SealedProfile(languages=said.languages)
        return PersonShared(
            person_id=self.person_id,
            programme=said.programme,
            may_contact=may_contact,
            contact=contact,
            profile=_sealed(cause, "needs", profile, self.person_id),
        )


def _sealed(cause: Cause, part: SealedPart, said: Part, person_id: UUID) -> str:
    plaintext = said.model_dump_json(exclude_none=True).encode()
    return cause.seals.seal_text(part, plaintext, bound_to=person_id.bytes)


def accepted(code: str, referral_id: UUID | None = None, rule: str = "") -> Answer:
    """Tell the sender that what was submitted now stands."""
    return Answer("accepted", code, rule=rule, referral_id=referral_id)


def accepted_of(one: Mentor | Advocate | Employer, code: str, rule: str = "") -> Answer:
    """Tell the organization that what it said of somebody now stands, and their id."""
    if isinstance(one, Employer):
        return Answer("accepted", code, rule=rule, employer_id=one.employer_id)
    if isinstance(one, Advocate):
        return Answer("accepted", code, rule=rule, advocate_id=one.advocate_id)
    return Answer("accepted", code, rule=rule, mentor_id=one.mentor_id)


def accepted_of_school(one: SchoolRequest | SchoolOffer, code: str, rule: str = "") -> Answer:
    """Tell a school, or who comes to schools, that it stands, and the id of what they said."""
    if isinstance(one, SchoolOffer):
        return Answer("accepted", code, rule=rule, offer_id=one.offer_id)
    return Answer("accepted", code, rule=rule, request_id=one.request_id)


def refused(refusal: Refusal, referral_id: UUID | None = None) -> Answer:
    """Tell the sender which rule stands in the way."""
    code, pointer, hint, rule = refusal
    return Answer("rejected", code, pointer, rule, hint, referral_id)


def not_read(unreadable: Unreadable, hint: str) -> Answer:
    """Reject an event whose attributes could be read; quarantine bytes that name no event."""
    verdict: facts.Verdict = "quarantined" if unreadable.envelope is None else "rejected"
    return Answer(verdict, unreadable.code, unreadable.pointer, hint=hint)


def referral_accepted(referral: Referral) -> facts.ReferralAccepted:
    """Announce that a person may be matched."""
    return facts.ReferralAccepted(
        **_about(referral),
        submitted_on=referral.submitted_on,
        rule=referral.rule,
    )


def referral_rejected(referral: Referral, code: str) -> facts.ReferralRejected:
    """Announce that a referral stands outside its programme's rule, for the funnel's figures."""
    return facts.ReferralRejected(
        **_about(referral),
        submitted_on=referral.submitted_on,
        code=code,
        rule=referral.rule,
    )


def referral_withdrawn(referral: Referral, reason: str) -> facts.ReferralWithdrawn:
    """Announce that a person's place is free again."""
    return facts.ReferralWithdrawn(**_about(referral), reason=reason)


def referral_moved(referral: Referral, left_area: str) -> facts.ReferralMoved:
    """Announce that a person now waits in another area."""
    return facts.ReferralMoved(**_about(referral), left_area=left_area)


def invitation_declined(referral: Referral, circle_id: UUID) -> facts.InvitationDeclined:
    """Announce that a person wants another circle."""
    return facts.InvitationDeclined(**_about(referral), circle_id=circle_id)


def offer_made(offer: inbound.OfferSubmitted) -> facts.OfferMade:
    """Announce that a circle can be formed around an offer."""
    told = offer.model_dump(exclude={"reference"})
    made, account = offer_id(offer.host, offer.reference), employer_id(offer.host)
    return facts.OfferMade(offer_id=made, employer_id=account, **told)


def attendance_reported(said: inbound.AttendanceSubmitted) -> facts.AttendanceReported:
    """Announce a facilitator's word on one person at one session."""
    return facts.AttendanceReported(**said.model_dump(exclude={"reference"}))


def outcome_recorded(referral: Referral, kind: str, started_on: date) -> facts.OutcomeRecorded:
    """Announce what became of a person, where they live now."""
    return facts.OutcomeRecorded(
        referral_id=referral.referral_id,
        person_id=referral.person_id,
        programme=referral.programme,
        area=referral.area,
        kind=kind,
        started_on=started_on,
    )


def match_answered(said: inbound.AnswerSubmitted) -> facts.MatchAnswered:
    """Announce a side's answer to a proposed match."""
    return facts.MatchAnswered(**said.model_dump(exclude={"reference"}))


def match_end_reported(said: inbound.EndingSubmitted) -> facts.MatchEndReported:
    """Announce a side's word that a match is over."""
    return facts.MatchEndReported(**said.model_dump(exclude={"reference"}))


def support_end_reported(
    referral: Referral, said: inbound.ClosureSubmitted
) -> facts.SupportEndReported:
    """Announce an advocate's word that a person's support is over."""
    return facts.SupportEndReported(**_about(referral), reason=said.reason)


def _about(referral: Referral) -> dict[str, Any]:
    """Return what every fact about a referral says."""
    return {
        "referral_id": referral.referral_id,
        "person_id": referral.person_id,
        "programme": referral.programme,
        "area": referral.area,
        "office": referral.office,
        "track": referral.track,
    }
