"""Answers: one receipt per event, and what was not applied stands somewhere with its reason."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from shared.contracts.failures import FactDeadLettered
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.streams import Stream, topic
from shared.testing.invariants.delivery import concerning, describe, kept_ids
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulation.history import History
from shared.testing.simulation.plan import REGION

ENTRY = "referrals"


def one_receipt_per_event(history: History) -> Iterator[str]:
    """No submitted event has two receipts, and every receipt answers one that was submitted."""
    receipts = list(_receipts(history))
    for receipt_id, count in Counter(receipt.receipt_id for receipt in receipts).items():
        if count > 1:
            yield f"an event has {count} receipts ({receipt_id})"
    named = Counter((r.event_source, r.event_id) for r in receipts if r.event_id)
    for name, count in named.items():
        if count > 1:
            yield f"event {name} has {count} receipts"
        if name not in history.mailbag.named:
            yield f"a receipt answers {name}, which nobody submitted"


def accounting_closes(history: History) -> Iterator[str]:
    """Submitted = accepted + rejected + quarantined + kept back, each event counted once."""
    verdicts = Counter(receipt.verdict for receipt in _receipts(history))
    answered = {receipt.receipt_id for receipt in _receipts(history)}
    entry = history.services[ENTRY]
    open_ends = kept_ids(entry) | history.operator.discarded
    kept = sum(e.delivery.delivery_id in open_ends - answered for e in history.on(Stream.INBOUND))
    submitted = len(history.mailbag.named) + len(history.mailbag.nameless)
    if submitted != verdicts.total() + kept:
        yield f"{submitted} submitted, {dict(verdicts)} answered, {kept} kept back"
    if verdicts["quarantined"] > len(history.mailbag.nameless):
        yield "an event that names itself was quarantined instead of rejected"


def dead_letters_account_for_the_rest(history: History) -> Iterator[str]:
    """What was taken in and not applied is kept, with a reason that was announced."""
    ended = history.operator.replayed | history.operator.discarded
    for service in history.services.values():
        announced = Counter(letter.dead_letter_id for letter in _dead_letters(history, service))
        kept = kept_ids(service) | history.operator.discarded
        dead = _waiting_for_an_operator(service)
        if announced.keys() - ended != dead - ended or dead - announced.keys():
            yield f"{service.name} announced {len(announced)} dead letters and has {len(dead)}"
        if any(count > 1 and found not in ended for found, count in announced.items()):
            yield f"{service.name} announced a dead letter twice"
        applied = {applied.delivery_id for applied in history.applied_by(service)}
        for event in concerning(history, service):
            found = event.delivery.delivery_id
            if found in service.store.contents.inbox and found not in applied and found not in kept:
                yield f"{service.name} took {describe(event)} in and keeps it nowhere"
            if event.delivery.unreadable and found not in kept:
                yield f"{service.name} has no dead letter for {describe(event)}"


def intrusions_are_caught(history: History) -> Iterator[str]:
    """Whatever was smuggled into an open stream is a dead letter with the right reason."""
    ids = {event.name: event.delivery.delivery_id for event in history.events}
    for intrusion in history.poisoner.intrusions:
        held = history.services[intrusion.service].store.contents.held.values()
        if ids[intrusion.name] in history.operator.replayed | history.operator.discarded:
            continue
        codes = [h.code for h in held if h.delivery_id == ids[intrusion.name]]
        if codes != [intrusion.code] and not history.plan.ends_closed:
            yield f"{intrusion.service} has {codes} for {intrusion}"


def evidence_opens(history: History) -> Iterator[str]:
    """Sealed evidence opens, with the service's key, to the bytes that came."""
    values = {e.delivery.delivery_id: e.record.value for e in history.events}
    for service in history.services.values():
        for held in service.store.contents.held.values():
            opened = service.engine.holds_back.read_again(held).record.value
            if opened != (values[held.delivery_id] or b""):
                yield f"{service.name} keeps other bytes than it was given"


def _receipts(history: History) -> Iterator[ReceiptIssued]:
    return (f for f in history.facts(Stream.RECEIPTS) if isinstance(f, ReceiptIssued))


def _dead_letters(history: History, service: SimulatedService) -> Iterator[FactDeadLettered]:
    events = history.by_topic.get(topic(REGION, Stream.DEAD_LETTERS, service.name), ())
    facts = (event.delivery.fact for event in events)
    return (fact for fact in facts if isinstance(fact, FactDeadLettered))


def _waiting_for_an_operator(service: SimulatedService) -> set[UUID]:
    held = service.store.contents.held.values()
    return {fact.delivery_id for fact in held if fact.waits_for == "operator"}
