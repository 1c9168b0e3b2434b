"""What one fact adds to a journey. Steps of different streams touch different fields.

Within a stream a later fact replaces an earlier one about the same thing; across streams the order
does not matter, because no step looks at a field that another stream writes.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from services.reporting.domain.journey import (
    Attendance,
    Ending,
    Journey,
    Letter,
    Outcome,
    Participation,
    Seat,
    placed,
)

Entry = TypeVar("Entry")


def accept(journey: Journey, programme: str, area: str, submitted_on: date) -> Journey:
    """The first acceptance places the journey; one after a withdrawal only takes that back."""
    if not journey.accepted:
        journey = placed(journey, programme, area, submitted_on)
    return replace(journey, accepted=True, rejected_code=None, withdrawn=False)


def reject(journey: Journey, code: str, programme: str, area: str, submitted_on: date) -> Journey:
    """A rejection counts for those who were never accepted: an old acceptance stays true."""
    if journey.accepted:
        return journey
    return replace(placed(journey, programme, area, submitted_on), rejected_code=code)


def withdraw(journey: Journey) -> Journey:
    """The referral was taken back."""
    return replace(journey, withdrawn=True)


def move(journey: Journey, area: str) -> Journey:
    """The person lives elsewhere now; the journey still counts where it began."""
    return replace(journey, current_area=area)


def wait(journey: Journey) -> Journey:
    """Nobody had a seat for the person at some time."""
    return replace(journey, waitlisted=True)


def take_seat(journey: Journey, circle_id: UUID, *, is_held: bool) -> Journey:
    """A seat in one circle was taken or given up."""
    seat = Seat(circle_id, is_held)
    return replace(journey, seats=_with(journey.seats, seat, lambda s: s.circle_id))


def attend(journey: Journey, circle_id: UUID, session_id: UUID, *, attended: bool) -> Journey:
    """Attendance at one session was recorded, or corrected."""
    entry = Attendance(circle_id, session_id, attended)
    known = _with(journey.attendances, entry, lambda a: (a.circle_id, a.session_id))
    return replace(journey, attendances=known)


def finish(journey: Journey, circle_id: UUID, planned: int) -> Journey:
    """A series of sessions is over for the person.

    Of a case its end and its last visit tell it, on two streams: only one counts the visits.
    """
    counted = (series.planned for series in journey.participations if series.circle_id == circle_id)
    entry = Participation(circle_id, max((planned, *counted)))
    known = _with(journey.participations, entry, lambda p: p.circle_id)
    return replace(journey, participations=known)


def achieve(journey: Journey, kind: str, started_on: date) -> Journey:
    """Something became of the person."""
    entry = Outcome(kind, started_on)
    return replace(
        journey, outcomes=_with(journey.outcomes, entry, lambda o: (o.kind, o.started_on))
    )


def tell(journey: Journey, notification_id: UUID, template: str, ending: Ending) -> Journey:
    """A message to the person came to its end."""
    entry = Letter(notification_id, template, ending)
    return replace(journey, letters=_with(journey.letters, entry, lambda e: e.notification_id))


def _with(
    entries: Iterable[Entry], entry: Entry, name: Callable[[Entry], object]
) -> tuple[Entry, ...]:
    """Return the entries with this one in place of an older one of its name, sorted by name."""
    by_name = {name(known): known for known in entries} | {name(entry): entry}
    return tuple(by_name[key] for key in sorted(by_name, key=str))
