"""Mail: nobody gets a message twice, and what is said of it is what the mail server knows."""

from collections import Counter
from collections.abc import Iterator

from shared.contracts.inbound import ReferralSubmitted
from shared.contracts.notifications import (
    NotificationFact,
    NotificationSent,
    NotificationUnconfirmed,
)
from shared.contracts.streams import Stream
from shared.testing.simulation.history import History


def sent_at_most_once(history: History) -> Iterator[str]:
    """The mail server took each message once at most."""
    for message, count in Counter(t.notification_id for t in history.cast.mail.taken).items():
        if count > 1:
            yield f"message {message} was sent {count} times"


def mail_obeys_stages(history: History) -> Iterator[str]:
    """Nothing goes out while the programme is in the shadow, paused or off."""
    for stage, count in Counter(taken.stage for taken in history.cast.mail.taken).items():
        if stage not in ("canary", "live"):
            yield f"{count} messages were sent in stage {stage}"


def nobody_written_to_without_consent(history: History) -> Iterator[str]:
    """Mail goes only to people who agreed to be written to, and shared how."""
    agreed = {
        fact.contact.email
        for fact in history.facts(Stream.INBOUND)
        if isinstance(fact, ReferralSubmitted) and fact.contact is not None
        if fact.consent.share and fact.consent.contact
    }
    unasked = {taken.recipient for taken in history.cast.mail.taken} - agreed
    if unasked:
        yield f"{len(unasked)} people were written to who had not agreed"


def told_as_it_was(history: History) -> Iterator[str]:
    """What is announced as sent was taken; what was taken is announced as sent or unconfirmed."""
    taken = {t.notification_id for t in history.cast.mail.taken}
    facts = [f for f in history.facts(Stream.NOTIFICATIONS) if isinstance(f, NotificationFact)]
    sent = {f.notification_id for f in facts if isinstance(f, NotificationSent)}
    unsure = {f.notification_id for f in facts if isinstance(f, NotificationUnconfirmed)}
    if sent - taken:
        yield f"{len(sent - taken)} messages are announced as sent that nobody took"
    if not history.plan.ends_closed and taken - sent - unsure:
        yield f"{len(taken - sent - unsure)} messages were taken and nobody knows"
