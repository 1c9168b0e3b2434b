"""The events of the benchmark: facilitators report who came, a session's register at a time.

It is the most frequent fact of the main job: one for each person and session. Circles and their
series exist before the clock starts, the same for every variant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from services.scheduling.domain.plan import SESSIONS
from shared.contracts.cloudevents import binary_headers
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact, Member
from shared.contracts.matching import CircleConfirmed
from shared.contracts.operations import StageChanged
from shared.contracts.referrals import AttendanceReported
from shared.contracts.streams import topic
from shared.ids import derived

PROGRAMME: Final = "p7k2"
SEATS: Final = 8
MEETINGS: Final = 4
REPORTS: Final = SEATS * MEETINGS
"""How many reports a circle gives: every member at every session."""


@dataclass(frozen=True, slots=True)
class Message:
    """A Kafka message to be."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, str | bytes | None]]


def circles(count: int, seed: str) -> list[CircleConfirmed]:
    """Return circles that met weekly some months ago."""
    draw = Random(seed)
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=90)
    return [_circle(draw, began) for _ in range(count)]


def reports(
    region: str, about: Sequence[CircleConfirmed], seed: str, *, invalid_share: float = 0.0
) -> list[Message]:
    """Return every report on these circles, session by session; a share breaks the contract."""
    draw, at = Random(seed), datetime.now(UTC)
    messages = []
    for number in range(1, MEETINGS + 1):
        for fact in _register(about, number):
            spoilt = draw.random() < invalid_share
            messages.append(message(region, fact, at, draw, spoilt=spoilt))
    return messages


def stage_live(region: str) -> Message:
    """Return the operators' word that the programme is live."""
    fact = StageChanged(programme=PROGRAMME, stage="live")
    return message(region, fact, datetime.now(UTC), Random("stage"))


def message(
    region: str, fact: Fact, at: datetime, draw: Random, *, spoilt: bool = False
) -> Message:
    """Return a fact as the service before would have published it."""
    envelope = Envelope(
        id=str(_uuid(draw)),
        source=f"/inroads/{region}/bench",
        type=fact.TYPE,
        subject=fact.key,
        time=at.isoformat(),
        recordedtime=at.isoformat(),
        partitionkey=fact.key,
        sequence=1,
        region=region,
        programme=PROGRAMME,
        correlationid=str(_uuid(draw)),
        causationid=str(_uuid(draw)),
        traceparent=f"00-{draw.getrandbits(128):032x}-{draw.getrandbits(64):016x}-01",
    )
    value = fact.model_dump_json().encode()
    return Message(
        topic(region, fact.STREAM),
        fact.key.encode(),
        value.replace(b'"session_id":"', b'"session_id":"no ') if spoilt else value,
        list(binary_headers(envelope)),
    )


def _register(about: Sequence[CircleConfirmed], number: int) -> Iterator[AttendanceReported]:
    for circle in about:
        session = derived(SESSIONS, circle.circle_id, number)
        for member in circle.members:
            yield AttendanceReported(
                circle_id=circle.circle_id,
                session_id=session,
                referral_id=member.referral_id,
                programme=PROGRAMME,
                attended=member.referral_id.int % 5 != 0,
            )


def _circle(draw: Random, began: datetime) -> CircleConfirmed:
    members = [Member(referral_id=_uuid(draw), person_id=_uuid(draw)) for _ in range(SEATS)]
    return CircleConfirmed(
        circle_id=_uuid(draw),
        programme=PROGRAMME,
        area="E09000012",
        track="general",
        offer_id=_uuid(draw),
        host="lantern_software",
        venue="Lantern House, Meeting room 1",
        first_session_at=began,
        members=members,
    )


def _uuid(draw: Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)
