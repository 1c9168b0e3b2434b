"""Whether a due message is sent, given up, or looked at later. The one place that decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.notifications.domain.contact import Contact
from services.notifications.domain.message import CONTACT_WAIT, Message
from services.notifications.domain.person import Person
from services.notifications.domain.support import takes_under_16s
from shared.local_day import local_day

_SHORTLY: Final = timedelta(seconds=30)
_CLOSED: Final = timedelta(minutes=5)
_SOONEST, _LATEST = timedelta(seconds=10), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Send:
    """Send it; ``contact`` is the sealed way to reach the person."""

    contact: str


@dataclass(frozen=True, slots=True)
class Suppress:
    """Do not send it, ever, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Look at it again at this time."""

    until: datetime


Verdict = Send | Suppress | Wait


def decide_sending(
    message: Message,
    person: Person | None,
    stage: str | None,
    now: datetime,
    invitations: Sequence[Message] = (),
) -> Verdict:
    """Return what to do with a due message.

    ``invitations`` are all those of the same booking: nobody is told of the cancellation of a
    session that they never heard of. The stage comes last, so that a rehearsal in the shadow
    stage finds everything else that would have stood in the way.
    """
    return (
        _unless_needless(message, now, invitations)
        or _unless_unwelcome(message, person, now)
        or _unless_held(stage, now)
        or Send(person.contact if person and person.contact else "")
    )


def unless_too_young(contact: Contact, programme: str, now: datetime) -> Suppress | None:
    """Return why this person is not written to: under 16, or perhaps so among children.

    The reason does not say which: a reason is read by more than may know somebody's age.
    """
    if contact.sixteen_on is None:
        is_too_young = takes_under_16s(programme)
    else:
        is_too_young = local_day(now) < contact.sixteen_on
    return Suppress("not_written_to_directly") if is_too_young else None


def _unless_needless(
    message: Message, now: datetime, invitations: Sequence[Message]
) -> Verdict | None:
    if message.starts_at <= now:
        return Suppress("too_late")
    if message.template != "cancellation" or any(i.may_have_arrived for i in invitations):
        return None
    if any(i.status == "sending" for i in invitations):
        return Wait(now + _SHORTLY)
    return Suppress("never_invited")


def _unless_unwelcome(message: Message, person: Person | None, now: datetime) -> Verdict | None:
    if person is None:
        is_over = now >= message.wait_until
        return Suppress("no_contact") if is_over else Wait(_next_look(message, now))
    if person.erased:
        return Suppress("erased")
    if not person.may_contact:
        return Suppress("no_consent")
    return None if person.contact else Suppress("no_contact")


def _unless_held(stage: str | None, now: datetime) -> Verdict | None:
    if stage == "shadow":
        return Suppress("shadow_stage")
    return None if stage in ("canary", "live") else Wait(now + _CLOSED)


def _next_look(message: Message, now: datetime) -> datetime:
    """Look soon at first, then ever less often: the time waited so far is waited once more."""
    waited = now - (message.wait_until - CONTACT_WAIT)
    return min(now + min(max(waited, _SOONEST), _LATEST), message.wait_until)
