"""The state of a region folded from its log, and held against what its databases say."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.contracts.streams import Stream
from tests.support import databases
from tests.support.event_log import EventLog
from tests.support.regions import RunningRegion


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


def _fold_session(folded: Folded, kind: str, said: dict[str, str]) -> None:
    if kind == "inroads.session.planned.v1" and said["circle_id"] in folded.circles:
        circle = folded.circles[said["circle_id"]]
        ends_at = datetime.fromisoformat(said["ends_at"])
        circle.ends_at = max(circle.ends_at or ends_at, ends_at)
    elif kind == "inroads.participation.completed.v1":
        folded.completed.add(said["referral_id"])


def _fold_referral(folded: Folded, kind: str, said: dict[str, str]) -> None:
    referral = said["referral_id"]
    if kind in ("inroads.referral.accepted.v1", "inroads.referral.moved.v1"):
        folded.open_referrals[referral] = said["area"]
        folded.ended.pop(referral, None)
    elif kind in ("inroads.referral.withdrawn.v1", "inroads.referral.rejected.v1"):
        folded.open_referrals.pop(referral, None)
        folded.ended[referral] = kind.split(".")[2]


def _fold_circle(folded: Folded, kind: str, said: dict[str, str]) -> None:
    circle = folded.circles.setdefault(said["circle_id"], FoldedCircle(said["circle_id"]))
    if kind == "inroads.circle.formed.v1":
        circle.seats = int(said["seats_max"])
    elif kind == "inroads.member.joined.v1":
        if said["referral_id"] in circle.members:
            folded.impossible.append(f"{said['referral_id']} joined {circle.circle_id} twice")
        circle.members.add(said["referral_id"])
        if len(circle.members) > circle.seats:
            folded.impossible.append(f"{circle.circle_id} is oversold")
    elif kind == "inroads.member.left.v1":
        if said["referral_id"] not in circle.members:
            folded.impossible.append(f"{said['referral_id']} left {circle.circle_id} without a seat")
        circle.members.discard(said["referral_id"])
    elif kind == "inroads.circle.confirmed.v1":
        circle.confirmed = True
        members = {member["referral_id"] for member in said["members"]}  # type: ignore[index]
        if members != circle.members:
            folded.impossible.append(f"{circle.circle_id} was confirmed with other members")
    elif kind == "inroads.circle.cancelled.v1":
        circle.cancelled = True


def what_matching_should_know(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """Everybody accepted is in exactly one place, and the pools are what the log tells."""
    folded = fold(log)
    yield from (f"impossible: {what}" for what in folded.impossible)
    if "matching" not in opened.services:
        return
    pools = databases.rows(
        opened.region.databases["matching"], "SELECT area, waiting, circles FROM pools"
    )
    places: dict[str, list[str]] = defaultdict(list)
    for pool in pools:
        for waiter in pool["waiting"]:
            places[waiter["referral_id"]].append(pool["area"])
        for circle in pool["circles"]:
            yield from _compare(folded.circles.get(circle["circle_id"]), circle)
            for member in circle["members"]:
                places[member["referral_id"]].append(pool["area"])
    stored = {circle["circle_id"] for pool in pools for circle in pool["circles"]}
    now = opened.time or datetime.now(UTC)
    standing = {
        c.circle_id for c in folded.circles.values() if not c.cancelled and not c.is_over(now)
    }
    yield from (f"lost: matching does not know the circle {one}" for one in standing - stored)
    done = folded.seated(now, also_over=True) - folded.seated(now, also_over=False)
    for referral, area in folded.open_referrals.items():
        if places.get(referral, []) != ([] if referral in done else [area]):
            yield f"place: {referral} of {area} is in {places.get(referral, [])}"
    for referral in places.keys() - folded.open_referrals.keys():
        yield f"ghost: matching gives a place to {referral}, who is not there (any more)"


def _compare(told: FoldedCircle | None, stored: dict[str, object]) -> Iterator[str]:
    members = {member["referral_id"] for member in stored["members"]}  # type: ignore[attr-defined]
    if told is None:
        yield f"ghost: matching has the circle {stored['circle_id']}, of which the log says nothing"
    elif told.cancelled:
        yield f"ghost: matching still has the cancelled circle {told.circle_id}"
    elif told.members != members or told.confirmed != (stored["status"] == "confirmed"):
        yield f"state: the circle {told.circle_id} is not what the log tells"


def what_others_should_know(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """Referrals, scheduling and notifications agree with the log, too."""
    folded = fold(log)
    if "referrals" in opened.services:
        yield from _referrals(opened, folded)
    if "scheduling" in opened.services:
        yield from _bookings(log, folded)
    if "notifications" in opened.services:
        yield from _mail(opened, log)


def _referrals(opened: RunningRegion, folded: Folded) -> Iterator[str]:
    seated = folded.seated(datetime.now(UTC), also_over=True)
    wanted = dict(folded.ended)
    for referral in folded.open_referrals:
        wanted[referral] = "placed" if referral in seated else "waiting"
        if referral in folded.completed:
            wanted[referral] = "completed"
    stored = databases.rows(
        opened.region.databases["referrals"], "SELECT referral_id::text, status FROM referrals"
    )
    found = {row["referral_id"]: row["status"] for row in stored}
    if "matching" not in opened.services:
        wanted = {r: "accepted" if s in ("placed", "waiting") else s for r, s in wanted.items()}
    for referral in wanted.keys() | found.keys():
        if wanted.get(referral) != found.get(referral):
            yield (
                f"state: referrals has {referral} as {found.get(referral)};"
                f" the log tells {wanted.get(referral)}"
            )


def _bookings(log: EventLog, folded: Folded) -> Iterator[str]:
    """Each member of a confirmed circle has the four sessions of the series, nobody else has any."""
    booked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in log.distinct(Stream.SESSIONS):
        said = record.data
        if record.type == "inroads.booking.made.v1":
            booked[said["circle_id"], said["referral_id"]].add(said["booking_id"])
        elif record.type == "inroads.booking.cancelled.v1":
            booked[said["circle_id"], said["referral_id"]].discard(said["booking_id"])
    wanted = {
        (circle.circle_id, member): 4
        for circle in folded.circles.values()
        if circle.confirmed and not circle.cancelled
        for member in circle.members
    }
    found = {place: len(bookings) for place, bookings in booked.items() if bookings}
    for place in wanted.keys() | found.keys():
        if wanted.get(place) != found.get(place):
            yield f"bookings: {place} has {found.get(place, 0)} instead of {wanted.get(place, 0)}"


def _mail(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """Nothing is sent twice; what is said to be sent was; what was sent is not unknown."""
    arrived = opened.mail.by_message_id
    for message_id, times in arrived.items():
        if times > 1:
            yield f"mail: {message_id} was sent {times} times"
    ids = {message_id.strip("<>").partition("@")[0] for message_id in arrived}
    sent = {
        record.data["notification_id"]
        for record in log.distinct(Stream.NOTIFICATIONS)
        if record.type == "inroads.notification.sent.v1"
    }
    messages = databases.rows(
        opened.region.databases["notifications"],
        "SELECT notification_id::text, status FROM messages",
    )
    status = {row["notification_id"]: row["status"] for row in messages}
    for lost in sent - ids:
        yield f"mail: {lost} is said to be sent but did not arrive"
    for arrival in ids:
        if status.get(arrival) not in ("sent", "sending", "unconfirmed"):
            yield f"mail: {arrival} arrived but is {status.get(arrival)}"
    marked = {one for one, state in status.items() if state == "sent"}
    for one in marked ^ sent:
        yield f"mail: {one} is {'marked' if one in marked else 'announced'} as sent, but not both"
