"""What has to be known of due messages before it can be decided whether to send them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import Message, message_id
from services.notifications.domain.person import Person
from services.notifications.domain.sending import Verdict, decide_sending
from shared.runtime.engine import Engine


async def judge(
    engine: Engine, messages: Sequence[Message], now: datetime
) -> list[tuple[Message, Verdict]]:
    """Return each message with what is to be done with it, for one query per kind of state."""
    if not messages:
        return []
    people = await engine.recall(Person, list({m.person_id for m in messages}))
    invitations = await _invitations(engine, [m for m in messages if m.template == "cancellation"])
    stages = await engine.stages()
    return [
        (
            m,
            decide_sending(
                m, people.get(m.person_id), stages.get(m.programme), now, invitations[m.booking_id]
            ),
        )
        for m in messages
    ]


async def _invitations(
    engine: Engine, cancellations: Collection[Message]
) -> dict[UUID, list[Message]]:
    """Return the invitations to every version of these bookings: any one may have been read."""
    ids = [
        message_id(message.booking_id, revision, "invitation")
        for message in cancellations
        for revision in range(message.revision)
    ]
    by_booking: dict[UUID, list[Message]] = defaultdict(list)
    if ids:
        for invitation in (await engine.recall(Message, ids)).values():
            by_booking[invitation.booking_id].append(invitation)
    return by_booking
