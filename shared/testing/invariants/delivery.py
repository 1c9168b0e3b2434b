"""Delivery: nothing is lost, nothing is applied twice, nothing comes from nowhere."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from shared.contracts.streams import Stream, topic
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulation.history import Event, History
from shared.testing.simulation.plan import REGION

_OURS = f"/inroads/{REGION}/"


def nothing_lost(history: History) -> Iterator[str]:
    """Each event was applied or is kept by every service that it concerns; each commit was sent."""
    in_log = {headers_id(event) for event in history.events}
    for service in history.services.values():
        accounted = {a.delivery_id for a in history.applied_by(service)} | kept_ids(service)
        accounted |= history.operator.discarded
        for event in concerning(history, service):
            if event.delivery.delivery_id not in accounted:
                yield f"{service.name} has neither applied nor kept {describe(event)}"
        for commit in service.store.commits:
            for row in commit.announced:
                if str(row.event_id) not in in_log:
                    yield f"{service.name} committed a fact that never reached {row.topic}"


def applied_once(history: History) -> Iterator[str]:
    """No event has its effect twice, and none has it while it is kept back."""
    for service in history.services.values():
        times = Counter(applied.delivery_id for applied in history.applied_by(service))
        kept = kept_ids(service)
        for applied in {a.delivery_id: a for a in history.applied_by(service)}.values():
            count = times[applied.delivery_id]
            if count > 1:
                yield f"{service.name} applied {applied.envelope.type} {count} times"
            if applied.delivery_id in kept:
                yield f"{service.name} applied {applied.envelope.type} and keeps it back"


def no_ghost_facts(history: History) -> Iterator[str]:
    """Whatever a service published stands in one of its commits, and its cause came before it."""
    committed = {
        (f"{_OURS}{service.name}", str(row.event_id))
        for service in history.services.values()
        for commit in service.store.commits
        for row in commit.announced
    }
    names: set[str] = set()
    for event in history.events:
        envelope = event.delivery.envelope
        if envelope is None:
            continue
        names.add(envelope.id)
        if not envelope.source.startswith(_OURS):
            continue
        if event.name not in committed:
            yield f"{describe(event)} was published and never committed"
        if envelope.causationid and envelope.causationid not in names:
            yield f"{describe(event)} was published before its cause"


def one_event_one_content(history: History) -> Iterator[str]:
    """The same event is the same bytes wherever it stands."""
    contents: dict[tuple[bytes, bytes], object] = {}
    for record in history.log.everything:
        headers = dict(record.headers)
        if not headers.get("ce_source", b"").startswith(_OURS.encode()):
            continue
        name = headers["ce_source"], headers["ce_id"]
        content = record.topic, record.key, record.value, tuple(record.headers)
        if contents.setdefault(name, content) != content:
            yield f"an event of {name[0].decode()} has two contents"


def came_to_rest(history: History) -> Iterator[str]:
    """When the trouble is over, everything is finished in time and nothing unforeseen happened."""
    if not history.came_to_rest:
        yield "services were still busy after all patience"
    for service in history.services.values():
        if service.consumer.lag:
            yield f"{service.name} has not read {service.consumer.lag} records"
        if service.store.contents.outbox:
            yield f"{service.name} has {len(service.store.contents.outbox)} unsent facts"
        for surprise in sorted(set(service.tally.surprises)):
            yield f"{service.name}: {surprise}"


def stages_are_known(history: History) -> Iterator[str]:
    """Every service knows the last stage of the programme."""
    last = history.plan.rollout[-1].stage
    for service in history.services.values():
        stage = service.store.contents.stages.get(history.plan.programme.code)
        if stage is None or stage.stage != last:
            yield f"{service.name} believes the stage to be {stage}, not {last}"


def concerning(history: History, service: SimulatedService) -> Iterator[Event]:
    """Yield the events that a service must not pass over; stages are looked at elsewhere."""
    for stream in service.part.subscriptions.streams:
        for event in history.by_topic.get(topic(REGION, stream), ()):
            envelope = event.delivery.envelope
            is_unnamed = envelope is None or stream is Stream.INBOUND
            if is_unnamed or service.part.subscriptions.deciders(event.type):
                yield event


def kept_ids(service: SimulatedService) -> set[UUID]:
    """Return the deliveries that a service keeps back."""
    return {held.delivery_id for held in service.store.contents.held.values()}


def headers_id(event: Event) -> str:
    """Return the id of an event as its header says it; empty where there is none."""
    return dict(event.record.headers).get("ce_id", b"").decode("latin-1")


def describe(event: Event) -> str:
    """Return which event this is, for a person to find it."""
    envelope, record = event.delivery.envelope, event.record
    what = envelope.type if envelope else "bytes without a name"
    return f"{what} at {record.topic}/{record.partition}/{record.offset}"
