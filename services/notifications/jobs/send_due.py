"""Send the messages that are due: intent first, then the mail server, then the outcome.

A message is marked ``sending`` in a transaction of its own before the server hears of it. If this
process dies in between, the mark is found when its lease is over, and the message ends as
``unconfirmed``: e-mail has no way to ask whether it arrived, so it is never sent twice on a guess.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

import structlog

from services.notifications import publishes
from services.notifications.domain.contact import Contact
from services.notifications.domain.delivery import UNATTEMPTED, Outcome, interrupted, settled
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import LEASE, Message
from services.notifications.domain.sending import Send, Suppress, Wait
from services.notifications.jobs.addressing import OpensText, contact_of
from services.notifications.jobs.compose import Envelope, compose
from services.notifications.jobs.judging import judge
from services.notifications.jobs.mail import MailLine, ServerUnavailable
from shared.runtime.crash_points import reached
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine

OpenLine = Callable[[], AbstractAsyncContextManager[MailLine]]
"""Opens a connection to the mail server; raises ``ServerUnavailable``."""

Decide = Callable[[Message, datetime], Decision]

_SENDING_TIME: Final = LEASE.total_seconds() * 0.6
"""No new message is begun after this: what is being sent must be settled before the lease ends."""

_log = structlog.get_logger(__name__)


class _Change(NamedTuple):
    """What a message was when it was judged, and what it becomes if it still is that."""

    before: Message
    after: Message


class Addressed(NamedTuple):
    """A message and the e-mail that it became."""

    message: Message
    envelope: Envelope


class SendDue:
    """Sends due messages of one region over one connection at a time."""

    kind: ClassVar[type[Message]] = Message

    def __init__(
        self,
        engine: Engine,
        keys: OpensText,
        open_line: OpenLine,
        letterhead: Letterhead,
        *,
        batch: int = 200,
        at_risk: int = 25,
    ) -> None:
        """A run looks at ``batch`` messages; a crash leaves at most ``at_risk`` unconfirmed."""
        self._engine, self._keys, self._open_line = engine, keys, open_line
        self._letterhead, self._batch, self._at_risk = letterhead, batch, at_risk

    async def run_once(self, now: datetime) -> int:
        """Handle what is due and return how many messages that were; 0: nothing can be done now.

        Everything handled has ended or has a later ``due_at``, so running until 0 comes to an end.
        """
        due = await self._engine.due(self.kind, now, self._batch)
        left_behind = [m for m in due if m.status == "sending"]
        verdicts = await judge(self._engine, [m for m in due if m.status == "due"], now)
        aside = [_Change(m, interrupted(m, now)) for m in left_behind]
        aside += [_Change(m, _put_aside(m, v)) for m, v in verdicts if not isinstance(v, Send)]
        await self._apply(aside, now)
        to_send = [(m, v) for m, v in verdicts if isinstance(v, Send)]
        return len(aside) + (await self._send(to_send, now) if to_send else 0)

    async def _send(self, to_send: Sequence[tuple[Message, Send]], now: datetime) -> int:
        handled = 0
        try:
            async with self._open_line() as line:
                for start in range(0, len(to_send), self._at_risk):
                    if line.is_open:
                        part = to_send[start : start + self._at_risk]
                        await self._send_part(line, part, now)
                        handled += len(part)
        except ServerUnavailable as error:
            _log.warning("notifications.server.unavailable", code=error.code)
        return handled

    async def _send_part(
        self, line: MailLine, part: Sequence[tuple[Message, Send]], now: datetime
    ) -> None:
        letters = await self._address(part, now)
        claimed = await self._claim(letters, now)
        reached("mail.after_intent")
        outcomes = dict.fromkeys(claimed, UNATTEMPTED)
        try:
            mine = [letter for letter in letters if letter.message.notification_id in claimed]
            await _deliver(line, mine, outcomes)
        finally:
            await self._settle(outcomes, now)
        reached("mail.after_mark")

    async def _address(
        self, part: Sequence[tuple[Message, Send]], now: datetime
    ) -> list[Addressed]:
        letters, aside = [], []
        for message, send in part:
            contact = contact_of(message, send, self._keys, now)
            if isinstance(contact, Suppress | Wait):
                aside.append(_Change(message, _put_aside(message, contact)))
            else:
                letters.append(Addressed(message, self._compose(message, contact, now)))
        await self._apply(aside, now)
        return letters

    def _compose(self, message: Message, contact: Contact, now: datetime) -> Envelope:
        return compose(message, contact, self._letterhead, now)

    async def _claim(self, letters: Iterable[Addressed], now: datetime) -> list[UUID]:
        """Mark them as being sent; return those that we got: another sender may be faster."""
        judged = {letter.message.notification_id: letter.message for letter in letters}
        won: dict[UUID, bool] = {}

        def claim(message: Message, now: datetime) -> Decision:
            won[message.notification_id] = message == judged[message.notification_id]
            return (message.claimed(now), []) if won[message.notification_id] else UNCHANGED

        await self._command(judged, claim, now)
        return [notification_id for notification_id, is_ours in won.items() if is_ours]

    async def _settle(self, outcomes: dict[UUID, Outcome], now: datetime) -> None:
        def settle(message: Message, now: datetime) -> Decision:
            after = settled(message, outcomes[message.notification_id], now)
            return (after, publishes.what_became_of(after)) if after != message else UNCHANGED

        await self._command(outcomes, settle, now)

    async def _apply(self, changes: Iterable[_Change], now: datetime) -> None:
        """Make the changes, except to messages that something else changed in the meantime."""
        by_id = {change.before.notification_id: change for change in changes}

        def change(message: Message, _now: datetime) -> Decision:
            before, after = by_id[message.notification_id]
            return (after, publishes.what_became_of(after)) if message == before else UNCHANGED

        await self._command(by_id, change, now)

    async def _command(self, ids: Iterable[UUID], decide: Decide, now: datetime) -> None:
        if keys := list(ids):
            await self._engine.command(self.kind, keys, decide, now)


async def _deliver(
    line: MailLine, letters: Iterable[Addressed], outcomes: dict[UUID, Outcome]
) -> None:
    """Hand letters over and enter what became of each, true at whatever moment this is stopped."""
    loop = asyncio.get_running_loop()
    last_start = loop.time() + _SENDING_TIME
    for message, envelope in letters:
        if not line.is_open or loop.time() > last_start:
            return
        outcomes[message.notification_id] = Outcome("unconfirmed", "interrupted")
        reached("mail.before_send")
        try:
            outcomes[message.notification_id] = await line.deliver(envelope)
        except ServerUnavailable as error:
            outcomes[message.notification_id] = UNATTEMPTED
            _log.warning("notifications.server.unavailable", code=error.code)
        reached("mail.after_send")


def _put_aside(message: Message, verdict: Suppress | Wait) -> Message:
    if isinstance(verdict, Suppress):
        return message.ended("suppressed", verdict.reason)
    return message.postponed(verdict.until)
