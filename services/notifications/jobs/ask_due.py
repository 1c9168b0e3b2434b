"""Send the questions to mentors that are due, each with the link to answer by."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from services.notifications.domain.contact import Contact
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message, Question
from services.notifications.domain.proposal_letter import write_proposal
from services.notifications.jobs.addressing import OpensText
from services.notifications.jobs.compose import Envelope, as_email, enveloped
from services.notifications.jobs.send_due import OpenLine, SendDue
from shared.privacy.keyring import Keyring
from shared.privacy.signed_links import sign_link
from shared.runtime.engine import Engine
from shared.web.paths import PROPOSALS

LinkOf = Callable[[Message], str]
"""Returns the address to answer a question at, empty where there is none."""


class AskDue(SendDue):
    """Sends due questions as ``SendDue`` sends messages."""

    kind: ClassVar[type[Message]] = Question

    def __init__(
        self,
        engine: Engine,
        keys: OpensText,
        open_line: OpenLine,
        letterhead: Letterhead,
        link_of: LinkOf,
    ) -> None:
        """``link_of`` says where a question is answered."""
        super().__init__(engine, keys, open_line, letterhead)
        self._link_of = link_of

    def _compose(self, message: Message, contact: Contact, now: datetime) -> Envelope:
        link, letterhead = self._link_of(message), self._letterhead
        letter = write_proposal(message, contact.name, letterhead, link)
        email = as_email(letter, message, contact, letterhead, now)
        return enveloped(email, contact, letterhead)


def no_link(_question: Message) -> str:
    """Return none: there are no pages, and letters say whom to tell."""
    return ""


def links_at(address: str, keyring: Keyring) -> LinkOf:
    """Return what signs links to the pages at this address; NotOurs without a `links` key."""
    keyring.signatures(b"")  # found out when the service starts, and not at the first letter

    def link_of(question: Message) -> str:
        signed = sign_link(keyring, "answer_as_mentor", question.booking_id, question.ends_at)
        return f"{address.rstrip('/')}{PROPOSALS}{signed}"

    return link_of
