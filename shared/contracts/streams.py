"""The streams of a region: what travels on each, who may read it, how long it is kept."""

from dataclasses import dataclass
from enum import StrEnum


class Stream(StrEnum):
    """A stream's name; its Kafka topic in a region is ``<region>.<stream>``."""

    INBOUND = "inbound"
    RECEIPTS = "receipts"
    REFERRALS = "referrals"
    PEOPLE = "people"
    OFFERS = "offers"
    MENTORS = "mentors"
    ADVOCATES = "advocates"
    EMPLOYERS = "employers"
    REQUESTS = "requests"
    ANSWERS = "answers"
    ATTENDANCE = "attendance"
    OUTCOMES = "outcomes"
    WAITING = "waiting"
    CIRCLES = "circles"
    MATCHES = "matches"
    CASELOADS = "caseloads"
    SCHOOLS = "schools"
    SESSIONS = "sessions"
    NOTIFICATIONS = "notifications"
    FIGURES = "figures"
    ROLLOUT = "rollout"
    CLOCK = "clock"
    DEAD_LETTERS = "dead-letters"


@dataclass(frozen=True, slots=True)
class StreamPolicy:
    """How a stream is kept: its key, retention in days (``None`` = compacted) and class of data."""

    key: str
    retention_days: int | None
    restricted: bool = False
    partitions: int = 3
    ordered: bool = True


POLICIES: dict[Stream, StreamPolicy] = {
    Stream.INBOUND: StreamPolicy("the sender's reference", 7, restricted=True, ordered=False),
    Stream.RECEIPTS: StreamPolicy("receipt_id", 90, ordered=False),
    Stream.REFERRALS: StreamPolicy("referral_id", 730),
    Stream.PEOPLE: StreamPolicy("person_id", None, restricted=True, ordered=False),
    Stream.OFFERS: StreamPolicy("offer_id", 730),
    Stream.MENTORS: StreamPolicy("mentor_id", 730),
    Stream.ADVOCATES: StreamPolicy("advocate_id", 730),
    Stream.EMPLOYERS: StreamPolicy("employer_id", 730),
    Stream.REQUESTS: StreamPolicy("request_id", 730),
    Stream.ANSWERS: StreamPolicy("match_id", 730),
    Stream.ATTENDANCE: StreamPolicy("circle_id", 730),
    Stream.OUTCOMES: StreamPolicy("referral_id", 730),
    Stream.WAITING: StreamPolicy("referral_id", 730),
    Stream.CIRCLES: StreamPolicy("circle_id", 730),
    Stream.MATCHES: StreamPolicy("match_id", 730),
    Stream.CASELOADS: StreamPolicy("referral_id", 730),
    Stream.SCHOOLS: StreamPolicy("request_id", 730),
    Stream.SESSIONS: StreamPolicy("circle_id", 730),
    Stream.NOTIFICATIONS: StreamPolicy("person_id", 730),
    Stream.FIGURES: StreamPolicy("figure_id", None, restricted=True),
    Stream.ROLLOUT: StreamPolicy("programme", None, partitions=1),
    Stream.CLOCK: StreamPolicy("region", 7, partitions=1, ordered=False),
    Stream.DEAD_LETTERS: StreamPolicy("dead_letter_id", 30, restricted=True, ordered=False),
}


def topic(region: str, stream: Stream, service: str = "") -> str:
    """Return the Kafka topic of a region's stream, such as ``london.referrals``.

    Dead letters have a topic per service: ``london.matching.dead-letters``.
    """
    if stream is Stream.DEAD_LETTERS:
        return f"{region}.{service}.{stream.value}"
    return f"{region}.{stream.value}"
