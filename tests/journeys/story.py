"""What people do in a journey, and what they see: receipts, letters, published facts, figures."""

import itertools
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from services.referrals.domain.offer import offer_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from tests.journeys.letters import CalendarEntry, calendar_entries, letters_to
from tests.support.event_log import LoggedEvent
from tests.support.regions import RunningRegion
from tests.support.sending import Event, event_of
from tests.support.settling import settle
from tests.support.workload import BOROUGHS, PROGRAMME, a_referral, an_offer

_boroughs = itertools.cycle(BOROUGHS)
WEEK = timedelta(days=7)


def another_borough() -> str:
    """A borough in which no story takes place."""
    return next(_boroughs)


class Person:
    """A jobseeker as the office and the log know them."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.referral_id = str(referral_id("HCK01", reference))
        self.address = f"{reference.lower()}@example.org"

    @property
    def office_data(self) -> dict[str, object]:
        return {"reference": self.reference, "programme": PROGRAMME, "office": "HCK01"}


class Story:
    """One test's dealings with a region, in a borough of its own so that stories do not mix."""

    def __init__(self, region: RunningRegion, name: str) -> None:
        assert region.time is not None
        self.region, self.area = region, next(_boroughs)
        self._tag = f"{name.removeprefix('test_').replace('_', '-')[:20]}-{self.area[-2:]}"
        self._letters_before = region.mail.taken
        morning = (region.time + timedelta(days=1)).replace(hour=9, minute=0)
        self.wait_until(morning)

    @property
    def now(self) -> datetime:
        assert self.region.time is not None
        return self.region.time

    # What people do

    def refers(self, *names: str, area: str = "") -> list[Person]:
        """A work coach refers young claimants; of two calls, who is in the first waits longer."""
        people = [Person(f"{self._tag}-{name}") for name in names]
        for person in people:
            event = a_referral(person.reference, area or self.area, birth_month="1999-07")
            self.submit(event, "referral_accepted")
        self.happens()
        return people

    def offers(
        self, name: str = "offer", *, seats: tuple[int, int] = (4, 4), area: str = ""
    ) -> str:
        """A host offers a circle that is decided in a week and first meets in three; its id."""
        confirm_by = self.now + WEEK
        reference = f"{self._tag}-{name}"
        event = an_offer(reference, area or self.area, seats, confirm_by=confirm_by)
        self.submit(event, "offer_admitted")
        self.happens()
        offer = str(offer_id(event.data["host"], reference))
        (formed,) = self.facts(Stream.CIRCLES, "inroads.circle.formed.v1", offer_id=offer)
        return str(formed.data["circle_id"])

    def office_says(self, contract: type[Fact], person: Person, code: str, **more: object) -> None:
        """The person's office submits something about them and gets this answer."""
        self.submit(event_of(contract, {**person.office_data, **more}), code)
        self.happens()

    def reports_attendance(self, session: dict[str, Any], person: Person, *, came: bool) -> None:
        """A facilitator says who came to a session."""
        data = {
            "reference": f"att-{session['number']}-{person.referral_id[:8]}",
            "programme": PROGRAMME,
            "circle_id": session["circle_id"],
            "session_id": session["session_id"],
            "referral_id": person.referral_id,
            "attended": came,
        }
        event = event_of(inbound.AttendanceSubmitted, data, source="/facilitator/rota")
        self.submit(event, "attendance_passed_on")

    def submit(self, event: Event, *codes: str) -> Event:
        """Send an event and note which answer it must get."""
        self.region.submit(self.region.expected.add(event, *codes))
        return event

    def happens(self) -> None:
        """Let everything happen that follows."""
        settle(self.region)

    def wait_until(self, moment: datetime) -> None:
        """Let time pass, hour by hour where it matters: everything due until then is done."""
        self.region.tick(moment)
        self.happens()

    # What people see

    def facts(self, stream: Stream, type_: str = "", /, **fields: str) -> list[LoggedEvent]:
        """The published facts of a stream (and type) with these values, each once, in order."""
        log = self.region.log()
        found = log.distinct(stream, type_)
        return [r for r in found if all(str(r.data.get(k)) == v for k, v in fields.items())]

    def receipt(self, event: Event) -> dict[str, Any]:
        """The only receipt of an event."""
        (receipt,) = self.facts(Stream.RECEIPTS, event_id=event.id)
        return receipt.data

    def members(self, circle_id: str) -> list[str]:
        """The referrals that have a seat in a circle, in the order in which they joined."""
        members: list[str] = []
        for record in self.facts(Stream.CIRCLES, circle_id=circle_id):
            if record.type == "inroads.member.joined.v1":
                members.append(record.data["referral_id"])
            elif record.type == "inroads.member.left.v1":
                members.remove(record.data["referral_id"])
        return members

    def sessions(self, circle_id: str) -> list[dict[str, Any]]:
        """The planned sessions of a circle, in their order."""
        planned = self.facts(Stream.SESSIONS, "inroads.session.planned.v1", circle_id=circle_id)
        return sorted((r.data for r in planned), key=lambda session: session["number"])

    def letters_to(self, person: Person) -> list[EmailMessage]:
        """The letters that the person got, in their order."""
        return letters_to(self.region.mail_folder, person.address)

    def invitations_to(self, person: Person) -> list[CalendarEntry]:
        """The calendar entries of the person's invitations, in the order of the sessions."""
        return calendar_entries(self.letters_to(person), "REQUEST")

    def cancellations_to(self, person: Person) -> list[CalendarEntry]:
        """The calendar entries that take invitations back, in the order of the sessions."""
        return calendar_entries(self.letters_to(person), "CANCEL")

    def figure(self, measure: str, month: str) -> tuple[int, int] | None:
        """The figure of the story's borough as announced last: a count, and out of how many."""
        figure_id = f"{PROGRAMME}:{self.area}:{month}:{measure}"
        found = self.facts(Stream.FIGURES, figure_id=figure_id)
        return (found[-1].data["numerator"], found[-1].data["denominator"]) if found else None


def at(text: str) -> datetime:
    """A moment of a fact, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
