"""One trace leads from what an office submits to the booking that a person is written to about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
import pytest

from services.notifications.domain.message import message_id
from shared.observability.tracing import child_of, new_trace, parse
from tests.conftest import OpensRegion
from tests.support.event_log import EventLog, LoggedEvent
from tests.support.sending import Event
from tests.support.settling import settle
from tests.support.workload import a_referral, an_offer

AREA = "E09000012"
ON_THE_WAY = ("referrals", "matching", "scheduling", "notifications")


def traced(event: Event, traceparent: str) -> Event:
    """The same event as a sender submits it whose own work is traced."""
    document = orjson.loads(event.value or b"")
    return replace(event, value=orjson.dumps({**document, "traceparent": traceparent}))


def trace_of(record: LoggedEvent) -> str:
    parsed = parse(record.attribute("traceparent"))
    assert parsed is not None, f"{record.type} belongs to no trace"
    return parsed.trace_id


def of_trace(log: EventLog, trace_id: str) -> dict[str, list[LoggedEvent]]:
    """The events of a trace by type."""
    found: dict[str, list[LoggedEvent]] = {}
    for record in log.records:
        if record.id and trace_of(record) == trace_id:
            found.setdefault(record.type, []).append(record)
    return found


@pytest.mark.slow
def test_one_trace_leads_from_the_office_to_the_bookings_through_every_outbox(
    open_region: OpensRegion,
) -> None:
    begun = new_trace()
    people = [a_referral(f"trace-{n}", AREA) for n in range(4)]
    confirm_by = datetime.now(UTC) + timedelta(days=30)
    with open_region(services=ON_THE_WAY) as region:
        region.submit(an_offer("trace", AREA, (4, 4), confirm_by=confirm_by))
        settle(region)
        region.submit(*people[:3])
        settle(region)
        region.submit(traced(people[3], begun))
        settle(region)
        log = region.log()
    trace = of_trace(log, (parse(begun) or pytest.fail("no trace")).trace_id)
    assert {
        "inroads.receipt.issued.v1",
        "inroads.referral.accepted.v1",
        "inroads.member.joined.v1",
        "inroads.circle.confirmed.v1",
        "inroads.session.planned.v1",
        "inroads.booking.made.v1",
    } <= trace.keys()
    _every_step_names_its_own(begun, trace)
    # A message is sent when it is due, not when its booking comes: it names the booking it is for.
    booked = {_invitation(record) for record in trace["inroads.booking.made.v1"]}
    sent = log.distinct("notifications", "inroads.notification.sent.v1")
    assert booked
    assert booked <= {record.data["notification_id"] for record in sent}


def _every_step_names_its_own(begun: str, trace: dict[str, list[LoggedEvent]]) -> None:
    """Within a trace no two events are the same step, and none is the sender's."""
    steps = [r.attribute("traceparent") for records in trace.values() for r in records]
    assert len(set(steps)) == len(steps)
    assert begun not in steps


def _invitation(booking: LoggedEvent) -> str:
    made = booking.data
    return str(message_id(UUID(made["booking_id"]), made["revision"], "invitation"))


def test_a_step_that_nothing_traced_caused_begins_a_trace_of_its_own() -> None:
    assert parse(child_of("no traceparent")) is not None
    assert child_of(None) != child_of(None)
