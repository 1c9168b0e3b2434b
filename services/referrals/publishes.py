"""Everything that referrals announces: the only place that builds its contracts."""

from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.referrals.domain.offer import offer_id
from services.referrals.domain.referral import Referral
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import AttendanceSubmitted, OfferSubmitted, ReferralSubmitted
from shared.contracts.people import PersonShared
from shared.contracts.referrals import (
    AttendanceReported,
    InvitationDeclined,
    OfferMade,
    OutcomeRecorded,
    ReceiptIssued,
    ReferralAccepted,
    ReferralMoved,
    ReferralRejected,
    ReferralWithdrawn,
    Verdict,
)
from shared.contracts.unreadable import Unreadable
from shared.runtime.decision import Cause

SealedPart = Literal["contact", "needs", "characteristics"]


class Answer(NamedTuple):
    """A receipt that still has to learn which event it answers."""

    verdict: Verdict
    code: str
    pointer: str = ""
    rule: str = ""
    hint: str = ""
    referral_id: UUID | None = None

    def complete(self, cause: Cause) -> ReceiptIssued:
        """Return the receipt; its id is the delivery's, so one event has one receipt."""
        event = cause.envelope
        return ReceiptIssued(
            receipt_id=cause.delivery_id,
            event_id=event.id if event else None,
            event_source=event.source if event else None,
            event_type=event.type if event else None,
            verdict=self.verdict,
            code=self.code,
            pointer=self.pointer,
            rule=self.rule,
            hint=self.hint,
            referral_id=self.referral_id,
        )


class PersonDetails(NamedTuple):
    """What the person let us share, before it is sealed."""

    person_id: UUID
    submission: ReferralSubmitted

    def complete(self, cause: Cause) -> PersonShared:
        """Return the details, each part sealed for the one class of service that may open it."""
        said, consent = self.submission, self.submission.consent
        return PersonShared(
            person_id=self.person_id,
            programme=said.programme,
            may_contact=consent.contact,
            contact=self._sealed(cause, "contact", if_allowed=consent.share and consent.contact),
            needs=self._sealed(cause, "needs", if_allowed=consent.share),
            characteristics=self._sealed(cause, "characteristics", if_allowed=consent.share),
        )

    def _sealed(self, cause: Cause, part: SealedPart, *, if_allowed: bool) -> str | None:
        """Return a part as a sealed box; ``None`` when it was not given or not agreed to."""
        said = getattr(self.submission, part)
        if not if_allowed or said is None or part not in self.submission.model_fields_set:
            return None
        plaintext = said.model_dump_json(exclude_none=True).encode()
        return cause.seals.seal_text(part, plaintext, bound_to=self.person_id.bytes)


def accepted(code: str, referral_id: UUID | None = None, rule: str = "") -> Answer:
    """Tell the sender that what was submitted now stands."""
    return Answer("accepted", code, rule=rule, referral_id=referral_id)


def refused(refusal: Refusal, referral_id: UUID | None = None) -> Answer:
    """Tell the sender which rule stands in the way."""
    code, pointer, hint, rule = refusal
    return Answer("rejected", code, pointer, rule, hint, referral_id)


def not_read(unreadable: Unreadable, hint: str) -> Answer:
    """Reject an event whose attributes could be read; quarantine bytes that name no event."""
    verdict: Verdict = "quarantined" if unreadable.envelope is None else "rejected"
    return Answer(verdict, unreadable.code, unreadable.pointer, hint=hint)


def referral_accepted(referral: Referral) -> ReferralAccepted:
    """Announce that a person may be matched."""
    return ReferralAccepted(
        **_about(referral),
        submitted_on=referral.submitted_on,
        rule=referral.rule,
    )


def referral_rejected(referral: Referral, code: str) -> ReferralRejected:
    """Announce that a referral stands outside its programme's rule, for the funnel's figures."""
    return ReferralRejected(
        **_about(referral),
        submitted_on=referral.submitted_on,
        code=code,
        rule=referral.rule,
    )


def referral_withdrawn(referral: Referral, reason: str) -> ReferralWithdrawn:
    """Announce that a person's place is free again."""
    return ReferralWithdrawn(**_about(referral), reason=reason)


def referral_moved(referral: Referral, left_area: str) -> ReferralMoved:
    """Announce that a person now waits in another area."""
    return ReferralMoved(**_about(referral), left_area=left_area)


def invitation_declined(referral: Referral, circle_id: UUID) -> InvitationDeclined:
    """Announce that a person wants another circle."""
    return InvitationDeclined(**_about(referral), circle_id=circle_id)


def offer_made(offer: OfferSubmitted) -> OfferMade:
    """Announce that a circle can be formed around an offer."""
    return OfferMade(
        offer_id=offer_id(offer.host, offer.reference),
        programme=offer.programme,
        area=offer.area,
        track=offer.track,
        host=offer.host,
        venue=offer.venue,
        seats_min=offer.seats_min,
        seats_max=offer.seats_max,
        first_session_at=offer.first_session_at,
        confirm_by=offer.confirm_by,
    )


def attendance_reported(said: AttendanceSubmitted) -> AttendanceReported:
    """Announce a facilitator's word on one person at one session."""
    return AttendanceReported(
        circle_id=said.circle_id,
        session_id=said.session_id,
        referral_id=said.referral_id,
        programme=said.programme,
        attended=said.attended,
    )


def outcome_recorded(referral: Referral, kind: str, started_on: date) -> OutcomeRecorded:
    """Announce what became of a person, where they live now."""
    return OutcomeRecorded(
        referral_id=referral.referral_id,
        person_id=referral.person_id,
        programme=referral.programme,
        area=referral.area,
        kind=kind,
        started_on=started_on,
    )


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
