"""Whether the services' databases, and the mail that went out, agree with the log."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from shared.contracts.streams import Stream
from tests.support import databases
from tests.support.event_log import EventLog
from tests.support.fold import Folded, FoldedCircle, fold
from tests.support.regions import RunningRegion


def what_matching_should_know(opened: RunningRegion, log: EventLog) -> Iterator[str]:
    """Everybody accepted is in exactly one place, and the pools are what the log tells."""
    folded = fold(log)
    yield from (f"impossible: {what}" for what in folded.impossible)
    if "matching" not in opened.services:
        return
    now = opened.time or datetime.now(UTC)
    stored = databases.rows(
        opened.region.databases["matching"], "SELECT area, waiting, circles FROM pools"
    )
    yield from _circles(folded, [circle for pool in stored for circle in pool["circles"]], now)
    young = databases.rows(
        opened.region.databases["matching"],
        "SELECT referral_id::text, area FROM mentees"
        " WHERE status IN ('waiting', 'agreed', 'matched')",
    )
    places = _places(stored)
    for one in young:
        places[one["referral_id"]].append(one["area"])
    done = folded.seated(now, also_over=True) - folded.seated(now, also_over=False)
    for referral, area in folded.open_referrals.items():
        if places.get(referral, []) != ([] if referral in done else [area]):
            yield f"place: {referral} of {area} is in {places.get(referral, [])}"
    for referral in places.keys() - folded.open_referrals.keys():
        yield f"ghost: matching gives a place to {referral}, who is not there (any more)"


def _places(pools: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The areas in which each referral waits or has a seat."""
    places: dict[str, list[str]] = defaultdict(list)
    for pool in pools:
        members = (member for circle in pool["circles"] for member in circle["members"])
        for participant in (*pool["waiting"], *members):
            places[participant["referral_id"]].append(pool["area"])
    return places


def _circles(folded: Folded, stored: list[dict[str, Any]], now: datetime) -> Iterator[str]:
    standing = {
        c.circle_id for c in folded.circles.values() if not c.cancelled and not c.is_over(now)
    }
    for one in standing - {circle["circle_id"] for circle in stored}:
        yield f"lost: matching does not know the circle {one}"
    for circle in stored:
        yield from _compare(folded.circles.get(circle["circle_id"]), circle)


def _compare(told: FoldedCircle | None, stored: dict[str, Any]) -> Iterator[str]:
    members = {member["referral_id"] for member in stored["members"]}
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
    """Each member of a confirmed circle has four sessions booked, and nobody else has any."""
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
