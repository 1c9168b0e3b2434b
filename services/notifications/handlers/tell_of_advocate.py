"""Who supports somebody has changed: tell them, once for each change, and only the newest word."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notifications.domain.message import CONTACT_WAIT, CaseLetter, CaseTemplate, letter_id
from services.notifications.handlers.withdraw_invitation import withdrawn
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseTransferred, CaseUnassigned
from shared.runtime.decision import UNCHANGED, Decision

Change = CaseAssigned | CaseTransferred | CaseUnassigned

_TEMPLATES: Final[dict[type[Change], CaseTemplate]] = {
    CaseAssigned: "advocate_assigned",
    CaseTransferred: "advocate_changed",
    CaseUnassigned: "advocate_unassigned",
}
_IS_NEWS: Final = timedelta(days=14)
"""Whoever could not be told by then, knows."""


def tell_of_advocate(letter: CaseLetter | None, fact: Change, now: datetime) -> Decision:
    """Plan the letter, due at once; a matching of before counted no changes, and nobody is told."""
    if letter is not None or fact.revision is None:
        return UNCHANGED
    advocate = None if isinstance(fact, CaseUnassigned) else fact.advocate_person_id
    told = CaseLetter(
        notification_id=letter_of(fact),
        booking_id=fact.referral_id,
        revision=fact.revision,
        template=_TEMPLATES[type(fact)],
        person_id=fact.person_id,
        referral_id=fact.referral_id,
        programme=fact.programme,
        kind="advocate",
        number=0,
        starts_at=now + _IS_NEWS,
        ends_at=now + _IS_NEWS,
        venue="",
        wait_until=now + CONTACT_WAIT,
        due_at=now,
        advocate_person_id=advocate,
    )
    return told, []


def withdraw_letter(
    letter: CaseLetter | None, fact: Change | CaseClosed, _now: datetime
) -> Decision:
    """Suppress a letter that has not gone out: what it says is not so any more."""
    return withdrawn(letter, "case_closed" if isinstance(fact, CaseClosed) else "superseded")


def letter_of(fact: Change) -> UUID:
    """Return the id of the one letter about this change."""
    return letter_id(fact.referral_id, fact.revision or 0)


def letter_before(fact: Change | CaseClosed) -> UUID:
    """Return the id of the letter about the change before this one."""
    return letter_id(fact.referral_id, (fact.revision or 0) - 1)
