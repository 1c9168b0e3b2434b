"""What the mail server made of a message, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from services.notifications.domain.message import Message, Status

RETRY_AFTER: Final = tuple(timedelta(minutes=m) for m in (1, 5, 25, 120, 480))
"""Pauses after the first, second, ... temporary failure; one more failure is the last."""

_PAUSE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended.

    ``accepted``: the server took it. ``refused``: never try again. ``deferred``: not taken, may be
    tried again. ``unconfirmed``: it was under way when the connection broke, so nobody knows.
    ``unattempted``: the server was lost before this message's turn.
    """

    kind: Literal["accepted", "refused", "deferred", "unconfirmed", "unattempted"]
    reason: str = ""


_FINAL: Final[dict[str, Status]] = {"refused": "failed", "unconfirmed": "unconfirmed"}
UNATTEMPTED: Final = Outcome("unattempted")


def settled(message: Message, outcome: Outcome, now: datetime) -> Message:
    """Return the message after an attempt; one that was closed in between stays as it is."""
    if outcome.kind == "accepted" and message.status in ("sending", "unconfirmed"):
        return message.ended("sent")
    if message.status != "sending":
        return message
    if outcome.kind in _FINAL:
        return message.ended(_FINAL[outcome.kind], outcome.reason)
    if message.withdrawn_as:
        return message.ended("suppressed", message.withdrawn_as)
    return _to_be_tried_again(message, outcome, now)


def interrupted(message: Message, now: datetime) -> Message:
    """Return a message whose sender vanished: it may have gone out, so it is never sent again."""
    is_left_behind = message.status == "sending" and message.due_at and message.due_at <= now
    return message.ended("unconfirmed", "interrupted") if is_left_behind else message


def _to_be_tried_again(message: Message, outcome: Outcome, now: datetime) -> Message:
    if outcome.kind == "unattempted":
        return message.postponed(now + _PAUSE)
    tried = replace(message, attempts=message.attempts + 1)
    if tried.attempts > len(RETRY_AFTER):
        return tried.ended("failed", outcome.reason)
    return tried.postponed(now + RETRY_AFTER[message.attempts])
