"""Order: it holds per key, on the log and in services, around dead letters and closed stages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

from shared.contracts.fact import Fact
from shared.contracts.streams import POLICIES, Stream, topic
from shared.runtime.ports import Stage
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulated_store import Applied, Committed
from shared.testing.simulation.history import History
from shared.testing.simulation.plan import REGION

Key = tuple[str, str]
"""A topic and a key whose order matters on it."""

_ORDERED = {topic(REGION, stream) for stream, policy in POLICIES.items() if policy.ordered}
_OPEN = ("shadow", "canary", "live")


class Position(NamedTuple):
    """Where an event stands among those of its key."""

    key: Key
    offset: int


def sequence_contiguous(history: History) -> Iterator[str]:
    """On an ordered stream the facts of a key are numbered 1, 2, 3 ... in the order of the log."""
    last: dict[tuple[str, str, str], int] = defaultdict(int)
    for event in history.events:
        envelope = event.delivery.envelope
        if envelope is None or not envelope.source.startswith("/inroads/"):
            continue
        if event.record.topic not in _ORDERED:
            continue
        place = envelope.source, event.record.topic, envelope.partitionkey
        if envelope.sequence != last[place] + 1:
            yield f"{envelope.type} has number {envelope.sequence} after {last[place]}"
        last[place] = envelope.sequence


def order_per_key(history: History) -> Iterator[str]:
    """Each service applies the facts of a key in the order in which they stand in the log."""
    positions = _positions(history)
    for service in history.services.values():
        last: dict[Key, int] = {}
        for applied in history.applied_by(service):
            key, offset = positions[applied.delivery_id]
            if offset <= last.get(key, -1):
                yield f"{service.name} applied {applied.envelope.type} after a later fact"
            last[key] = offset


def parked_behind_dead_letter(history: History) -> Iterator[str]:
    """What follows a dead letter under the same key is not applied, but parked behind it."""
    positions = _positions(history)
    for service in history.services.values():
        dead = _dead_letters(service, positions)
        for applied in history.applied_by(service):
            key, offset = positions[applied.delivery_id]
            if offset > dead.get(key, offset):
                yield f"{service.name} applied {applied.envelope.type} past a dead letter"


def stages_obeyed(history: History) -> Iterator[str]:
    """A programme's stage, as the service knew it then, let every fact be applied and announced."""
    code = history.plan.programme.code
    for service in history.services.values():
        for applied in history.applied_by(service):
            if _programme_of(applied) != code:
                continue
            stage = applied.stage
            if stage is None or stage.stage not in _OPEN:
                yield f"{service.name} applied {applied.envelope.type} in stage {stage}"
            elif stage.stage == "canary" and not _may_enter(applied.fact, stage):
                yield f"{service.name} let somebody in who is no canary"
        for announced in history.announced_by(service.name):
            if announced.by_time and not _is_open(service.store.commits[announced.commit], code):
                yield f"{service.name} announced {announced.fact.TYPE} while closed"


def _programme_of(applied: Applied) -> str:
    return str(getattr(applied.fact, "programme", "")) or applied.envelope.programme


def _may_enter(fact: Fact, stage: Stage) -> bool:
    share = crc32(fact.key.encode()) % 100
    return fact.STREAM is not Stream.INBOUND or share < stage.canary_percent


def _is_open(commit: Committed, programme: str) -> bool:
    stage = commit.stages.get(programme)
    return stage is not None and stage.stage in _OPEN


def parked_facts_are_released(history: History) -> Iterator[str]:
    """Once a programme is live, nothing waits for its stage, except behind a dead letter."""
    for service in history.services.values():
        contents, dead = service.store.contents, set[Key]()
        for _, held in sorted(contents.held.items()):
            stage, key = contents.stages.get(held.programme), (held.topic, held.order_key)
            if held.waits_for == "operator":
                dead.add(key)
            is_live = stage is not None and stage.stage == "live"
            if held.waits_for == "stage" and is_live and key not in dead:
                yield f"{service.name} still keeps back a fact of {held.topic}"


def _positions(history: History) -> Mapping[UUID, Position]:
    return {
        event.delivery.delivery_id: Position(
            (event.record.topic, event.delivery.order_key), event.record.offset
        )
        for event in history.events
    }


def _dead_letters(
    service: SimulatedService, positions: Mapping[UUID, Position]
) -> Mapping[Key, int]:
    """Return the first dead letter of each key; bytes without a key hold nothing up."""
    first: dict[Key, int] = {}
    for held in service.store.contents.held.values():
        if held.waits_for == "operator" and held.order_key:
            key, offset = positions[held.delivery_id]
            first[key] = min(offset, first.get(key, offset))
    return first
