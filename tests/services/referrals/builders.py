"""Submissions with memorable people, and a front door that hears them without a broker."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.referrals.domain.referral import Referral, referral_id
from services.referrals.publishes import Answer
from services.referrals.subscribes import listens_to
from shared.contracts.fact import Fact
from shared.contracts.inbound import (
    AttendanceSubmitted,
    DeclineSubmitted,
    MoveSubmitted,
    OfferSubmitted,
    OutcomeSubmitted,
    ReferralSubmitted,
    Track,
    WithdrawalSubmitted,
)
from shared.contracts.matching import MemberJoined, MemberLeft, ReferralWaitlisted
from shared.contracts.scheduling import ParticipationCompleted
from shared.runtime.decision import Announcement

NAMES = UUID("00000000-0000-0000-0000-0000000000fd")
CIRCLES = "p7k2"
HACKNEY, WESTMINSTER, LEICESTER = "E09000012", "E09000033", "E06000016"
MONDAY = datetime(2019, 3, 4, 9, tzinfo=UTC)
"""London's roll-out has just opened; the rest of the country opens in April."""


def id_of(*names: str) -> UUID:
    """The same id for the same names."""
    return uuid5(NAMES, " ".join(names))


def a_referral(
    reference: str = "REF-1", person: Mapping[str, object] | None = None, **said: object
) -> ReferralSubmitted:
    """Robin, a youth claimant of 20 in Hackney. Other keyword arguments replace whole parts."""
    robin = {
        "reference": "robin",
        "birth_month": "1998-05",
        "youth_claimant": True,
        "graduate": False,
    }
    document = {
        "reference": reference,
        "programme": CIRCLES,
        "office": "HCK01",
        "area": HACKNEY,
        "referrer": {"role": "work_coach", "reason": "would_benefit"},
        "person": robin | dict(person or {}),
        "consent": {"share": True, "contact": True, "given_on": "2019-03-04"},
        "contact": {"name": "Robin Example", "email": "robin@example.org"},
        "needs": {"strengths": ["team_work"], "barriers": ["confidence"]},
        "characteristics": {"ethnic_group": "black_caribbean"},
    }
    return ReferralSubmitted.model_validate(document | said)


def a_withdrawal(reference: str = "REF-1", **said: object) -> WithdrawalSubmitted:
    return WithdrawalSubmitted.model_validate(
        _from_office(reference) | {"reason": "found_work"} | said
    )


def a_move(area: str, reference: str = "REF-1", **said: object) -> MoveSubmitted:
    return MoveSubmitted.model_validate(_from_office(reference) | {"area": area} | said)


def a_decline(circle: str, reference: str = "REF-1", **said: object) -> DeclineSubmitted:
    return DeclineSubmitted.model_validate(
        _from_office(reference) | {"circle_id": id_of(circle)} | said
    )


def an_outcome(
    kind: str = "started_work", reference: str = "REF-1", **said: object
) -> OutcomeSubmitted:
    return OutcomeSubmitted.model_validate(
        _from_office(reference) | {"kind": kind, "started_on": date(2019, 3, 4)} | said
    )


def an_offer(reference: str = "OFFER-1", **said: object) -> OfferSubmitted:
    document: dict[str, Any] = {
        "reference": reference,
        "programme": CIRCLES,
        "host": "example_bank",
        "area": HACKNEY,
        "venue": "Example House, London",
        "track": "general",
        "seats_min": 4,
        "seats_max": 8,
        "first_session_at": MONDAY + timedelta(days=14),
        "confirm_by": MONDAY + timedelta(days=10),
    }
    return OfferSubmitted.model_validate(document | said)


def an_attendance(programme: str = CIRCLES) -> AttendanceSubmitted:
    return AttendanceSubmitted(
        reference="ATT-1",
        programme=programme,
        circle_id=id_of("circle"),
        session_id=id_of("session"),
        referral_id=the_id(),
        attended=True,
    )


def the_id(reference: str = "REF-1") -> UUID:
    return referral_id("HCK01", reference)


def waitlisted() -> ReferralWaitlisted:
    return ReferralWaitlisted(**_about_robin(), track="general")


def joined(circle: str, track: Track = "general") -> MemberJoined:
    return MemberJoined(**_about_robin(), track=track, circle_id=id_of(circle))


def left(circle: str) -> MemberLeft:
    return MemberLeft(
        **_about_robin(), track="general", circle_id=id_of(circle), reason="circle_cancelled"
    )


def completed() -> ParticipationCompleted:
    return ParticipationCompleted(
        **_about_robin(), circle_id=id_of("circle"), planned=4, attended=3
    )


class FrontDoor:
    """The service's own table on states in a dictionary."""

    def __init__(self) -> None:
        self._table = listens_to(id_of)
        self._states: dict[tuple[type[Any], Any], Any] = {}

    def hear(self, *facts: Fact, now: datetime = MONDAY) -> list[Announcement]:
        """Decide on facts in order; return what the last one caused."""
        announced: list[Announcement] = []
        for fact in facts:
            announced = []
            for decide, kind, key_of in self._table.deciders(fact.TYPE):
                key = key_of(fact)
                new, caused = decide(self._states.get((kind, key)), fact, now)
                if new is not None:
                    self._states[kind, key] = new
                announced.extend(caused)
        return announced

    def answer(self, *facts: Fact, now: datetime = MONDAY) -> Answer:
        """Decide on facts in order; return the only answer to the last one."""
        return the_answer(self.hear(*facts, now=now))

    def referral(self, reference: str = "REF-1") -> Referral | None:
        found = self._states.get((Referral, the_id(reference)))
        assert found is None or isinstance(found, Referral)
        return found

    @property
    def status(self) -> str | None:
        robin = self.referral()
        return robin.status if robin else None


def the_answer(announced: Iterable[Announcement]) -> Answer:
    (answer,) = (a for a in announced if isinstance(a, Answer))
    return answer


def facts_in(announced: Iterable[Announcement]) -> list[Fact]:
    return [a for a in announced if isinstance(a, Fact)]


def _from_office(reference: str) -> dict[str, Any]:
    return {"reference": reference, "programme": CIRCLES, "office": "HCK01"}


def _about_robin() -> dict[str, Any]:
    return {
        "referral_id": the_id(),
        "person_id": id_of("robin"),
        "programme": CIRCLES,
        "area": HACKNEY,
    }
