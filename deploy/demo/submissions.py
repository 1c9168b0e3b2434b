"""What the senders of the year submit, as structured CloudEvents."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from deploy.demo.cast import PROGRAMME, Jobseeker, Offer
from deploy.demo.referred import Referred
from shared.contracts import inbound
from shared.contracts.cloudevents import structured
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.operations import ClockTicked, StageChanged

LONDON: Final = ZoneInfo("Europe/London")


def described(person: Jobseeker, at: datetime) -> dict[str, Any]:
    """Return what an adviser says of a jobseeker."""
    return {
        "referrer": {"role": person.role, "reason": "would_benefit"},
        "person": {
            "reference": f"person-{person.number:05d}",
            "birth_month": person.birth_month,
            "graduate": person.graduate,
            "youth_claimant": person.youth_claimant,
        },
        "consent": {
            "share": True,
            "contact": person.consents,
            "given_on": at.date().isoformat(),
        },
        "contact": {
            "name": person.name,
            "email": f"jobseeker{person.number:05d}@example.org",
        },
        "needs": {
            "strengths": person.strengths,
            "goals": person.goals,
            "barriers": person.barriers,
        },
        "characteristics": {"ethnic_minority": person.ethnic_minority},
    }


class Refers(Protocol):
    """Describes somebody for a referral; programmes ask different things."""

    def __call__(self, person: Any, at: datetime) -> dict[str, Any]:  # noqa: ANN401 - of its own cast
        """Return what a referral says besides reference, programme, office and area."""


@dataclass(slots=True)
class Desk:
    """Writes events with ids that count up, so that a seed gives the same year again."""

    region: str
    programme: str = PROGRAMME
    describes: Refers = described
    _count: int = field(default=0)

    @property
    def last_id(self) -> str:
        """The id of the event that was written last."""
        return f"{self.region}-{self._count:06d}"

    def write(
        self, contract: type[Fact], data: dict[str, Any], *, source: str, at: datetime
    ) -> tuple[bytes, bytes]:
        """Return an event's partition key and its bytes."""
        self._count += 1
        envelope = Envelope(
            id=self.last_id,
            source=source,
            type=contract.TYPE,
            time=at.isoformat(),
        )
        key = str(data.get(contract.KEY, "")).encode()
        return key, structured(envelope, data)

    def referral(self, person: Referred, at: datetime) -> tuple[bytes, bytes]:
        """Somebody refers a person."""
        return self._of_office(
            inbound.ReferralSubmitted, person, at, area=person.area, **self.describes(person, at)
        )

    def withdrawal(self, person: Referred, at: datetime) -> tuple[bytes, bytes]:
        """The person takes the referral back."""
        return self._of_office(inbound.WithdrawalSubmitted, person, at, reason="found_work_alone")

    def move(self, person: Referred, area: str, at: datetime) -> tuple[bytes, bytes]:
        """The person lives elsewhere now."""
        return self._of_office(inbound.MoveSubmitted, person, at, area=area)

    def decline(self, person: Referred, circle: UUID, at: datetime) -> tuple[bytes, bytes]:
        """The person does not want this circle."""
        return self._of_office(inbound.DeclineSubmitted, person, at, circle_id=str(circle))

    def outcome(self, person: Referred, kind: str, on: date, at: datetime) -> tuple[bytes, bytes]:
        """The adviser learned what became of the person."""
        return self._of_office(
            inbound.OutcomeSubmitted, person, at, kind=kind, started_on=on.isoformat()
        )

    def offer(self, offer: Offer, at: datetime) -> tuple[bytes, bytes]:
        """A host employer offers a circle at ten in the morning, local time."""
        starts = datetime.combine(offer.starts_on, time(10), tzinfo=LONDON)
        data = {
            "reference": offer.reference,
            "programme": self.programme,
            "host": offer.host,
            "area": offer.area,
            "venue": f"{offer.host.replace('_', ' ').title()}, Meeting room 1",
            "track": offer.track,
            "seats_min": 4,
            "seats_max": offer.seats_max,
            "first_session_at": starts.isoformat(),
            "confirm_by": (starts - timedelta(days=5)).isoformat(),
        }
        source = f"/host/{offer.host}"
        return self.write(inbound.OfferSubmitted, data, source=source, at=at)

    def attendance(
        self, circle: UUID, session: UUID, referral: UUID, at: datetime, *, came: bool
    ) -> tuple[bytes, bytes]:
        """A facilitator says whether a person came."""
        data = {
            "reference": f"att-{session.hex[:8]}-{referral.hex[:8]}",
            "programme": self.programme,
            "circle_id": str(circle),
            "session_id": str(session),
            "referral_id": str(referral),
            "attended": came,
        }
        return self.write(inbound.AttendanceSubmitted, data, source="/facilitator/rota", at=at)

    def tick(self, now: datetime) -> tuple[bytes, bytes]:
        """Simulated time moves on."""
        data = {"region": self.region, "now": now.isoformat()}
        return self.write(ClockTicked, data, source="/inroads/demo", at=now)

    def stage(self, stage: str, at: datetime) -> tuple[bytes, bytes]:
        """The operators change the programme's stage."""
        data = {"programme": self.programme, "stage": stage}
        return self.write(StageChanged, data, source="/inroads/operations", at=at)

    def _of_office(
        self,
        contract: type[Fact],
        person: Referred,
        at: datetime,
        /,
        **more: Any,  # noqa: ANN401 - whatever the contract takes
    ) -> tuple[bytes, bytes]:
        data = {
            "reference": person.reference,
            "programme": self.programme,
            "office": person.office,
            **more,
        }
        return self.write(contract, data, source=_office(person), at=at)


def spoilt(event: tuple[bytes, bytes], number: int) -> tuple[bytes, bytes]:
    """Return an event as a bad sender would send it: one of five ways to get it wrong."""
    key, value = event
    document = orjson.loads(value)
    way = number % 5
    if way == 0:
        return key, value[: len(value) // 2]
    if way == 1:
        document["data"]["area"] = "Hackney"
    elif way == 2:
        del document["data"]["referrer"]
    elif way == 3:
        document["type"] = "inroads.referral.sent.v9"
    else:
        document["data"]["person"]["birth_month"] = "13/1998"
    document["id"] += "-bad"
    return key, orjson.dumps(document)


def _office(person: Referred) -> str:
    return f"/jobcentre/{person.office}"
