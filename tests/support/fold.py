"""Who is where in a region, folded from its log alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.streams import Stream
from tests.support.event_log import EventLog

_REMEMBERED_FOR = timedelta(days=1)


@dataclass
class FoldedCircle:
    """A circle as its facts tell it."""

    circle_id: str
    seats: int = 0
    members: set[str] = field(default_factory=set)
    confirmed: bool = False
    cancelled: bool = False
    ends_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether its last session was more than a day ago: matching has forgotten it then."""
        return self.ends_at is not None and self.ends_at + _REMEMBERED_FOR <= now


@dataclass
class Folded:
    """Who is where, as the log tells it."""

    circles: dict[str, FoldedCircle] = field(default_factory=dict)
    open_referrals: dict[str, str] = field(default_factory=dict)
    """Referral -> area, of those that were accepted and not withdrawn."""
    ended: dict[str, str] = field(default_factory=dict)
    """Referral -> withdrawn or rejected."""
    completed: set[str] = field(default_factory=set)
    impossible: list[str] = field(default_factory=list)

    def seated(self, now: datetime, *, also_over: bool) -> set[str]:
        """Who has a seat in a circle (that is not over yet)."""
        standing = [c for c in self.circles.values() if also_over or not c.is_over(now)]
        return {member for circle in standing for member in circle.members}


def fold(log: EventLog) -> Folded:
    """Fold the streams of referrals and circles; what cannot be is noted."""
    folded = Folded()
    for record in log.distinct(Stream.REFERRALS):
        _fold_referral(folded, record.type, record.data)
    for record in log.distinct(Stream.CIRCLES):
        _fold_circle(folded, record.type, record.data)
    for record in log.distinct(Stream.SESSIONS):
        _fold_session(folded, record.type, record.data)
    return folded


def _fold_session(folded: Folded, kind: str, said: dict[str, Any]) -> None:
    if kind == "inroads.session.planned.v1" and said["circle_id"] in folded.circles:
        circle = folded.circles[said["circle_id"]]
        ends_at = datetime.fromisoformat(said["ends_at"])
        circle.ends_at = max(circle.ends_at or ends_at, ends_at)
    elif kind == "inroads.participation.completed.v1":
        folded.completed.add(said["referral_id"])


def _fold_referral(folded: Folded, kind: str, said: dict[str, Any]) -> None:
    referral = said["referral_id"]
    if kind in ("inroads.referral.accepted.v1", "inroads.referral.moved.v1"):
        folded.open_referrals[referral] = said["area"]
        folded.ended.pop(referral, None)
    elif kind in ("inroads.referral.withdrawn.v1", "inroads.referral.rejected.v1"):
        folded.open_referrals.pop(referral, None)
        folded.ended[referral] = kind.split(".")[2]


def _fold_circle(folded: Folded, kind: str, said: dict[str, Any]) -> None:
    circle = folded.circles.setdefault(said["circle_id"], FoldedCircle(said["circle_id"]))
    step = _CIRCLE_STEPS.get(kind)
    impossible = step(circle, said) if step else None
    if impossible:
        folded.impossible.append(f"{circle.circle_id}: {impossible}")


def _formed(circle: FoldedCircle, said: dict[str, Any]) -> None:
    circle.seats = said["seats_max"]


def _joined(circle: FoldedCircle, said: dict[str, Any]) -> str | None:
    if said["referral_id"] in circle.members:
        return f"{said['referral_id']} joined twice"
    circle.members.add(said["referral_id"])
    return "oversold" if len(circle.members) > circle.seats else None


def _left(circle: FoldedCircle, said: dict[str, Any]) -> str | None:
    if said["referral_id"] not in circle.members:
        return f"{said['referral_id']} left without a seat"
    circle.members.remove(said["referral_id"])
    return None


def _confirmed(circle: FoldedCircle, said: dict[str, Any]) -> str | None:
    circle.confirmed = True
    members = {member["referral_id"] for member in said["members"]}
    return None if members == circle.members else "confirmed with other members"


def _cancelled(circle: FoldedCircle, said: dict[str, Any]) -> None:
    circle.cancelled = True


_CIRCLE_STEPS: Mapping[str, Callable[[FoldedCircle, dict[str, Any]], str | None]] = {
    "inroads.circle.formed.v1": _formed,
    "inroads.member.joined.v1": _joined,
    "inroads.member.left.v1": _left,
    "inroads.circle.confirmed.v1": _confirmed,
    "inroads.circle.cancelled.v1": _cancelled,
}
"""What a fact does to a circle; returns what cannot be."""
