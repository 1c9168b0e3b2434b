"""Send the letters about advocates that are due, with the advocate's name where it is known."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from services.notifications.domain.advocate_letter import write_of_advocate
from services.notifications.domain.contact import Contact
from services.notifications.domain.message import CaseLetter, Message
from services.notifications.domain.person import Person
from services.notifications.domain.sending import Send
from services.notifications.jobs.addressing import name_of
from services.notifications.jobs.compose import Envelope, as_email, enveloped
from services.notifications.jobs.send_due import Addressed, SendDue
from shared.runtime.decision import Key


class TellDue(SendDue):
    """Sends due letters about advocates as ``SendDue`` sends messages."""

    kind: ClassVar[type[Message]] = CaseLetter
    _names: Mapping[Key, str]

    async def _address(
        self, part: Sequence[tuple[Message, Send]], now: datetime
    ) -> list[Addressed]:
        letters = [message for message, _ in part if isinstance(message, CaseLetter)]
        named = {one.advocate_person_id for one in letters if one.advocate_person_id is not None}
        advocates = await self._engine.recall(Person, list(named))
        self._names = {id_: name_of(person, self._keys) for id_, person in advocates.items()}
        return await super()._address(part, now)

    def _compose(self, message: Message, contact: Contact, now: datetime) -> Envelope:
        advocate = message.advocate_person_id if isinstance(message, CaseLetter) else None
        name = self._names.get(advocate, "") if advocate is not None else ""
        letter = write_of_advocate(message, contact.name, name, self._letterhead)
        email = as_email(letter, message, contact, self._letterhead, now)
        return enveloped(email, contact, self._letterhead)
