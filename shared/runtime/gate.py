"""The roll-out gate: whether a fact may pass now, given its programme's stage (decision 10)."""

from collections.abc import Collection
from zlib import crc32

from shared.contracts.fact import Fact
from shared.runtime.delivery import Delivery
from shared.runtime.ports import Stage, Surroundings

OPEN_STAGES = frozenset({"shadow", "canary", "live"})
"""Stages in which facts are applied. Shadow applies them too; only outward effects are left out."""


def held_because(
    delivery: Delivery, around: Surroundings, programmes: Collection[str]
) -> str | None:
    """Return what a readable fact has to wait for, or ``None`` when it may be applied.

    A fact waits behind earlier held facts of its key, so that order per key survives.
    ``programmes`` are the codes that exist. Canaries are selected among submissions only: what
    passed the first door passes everywhere.
    """
    earlier = around.held_keys.get((delivery.record.topic, delivery.order_key))
    if earlier is not None:
        return "stage" if earlier == "stage" else "behind"
    programme = programme_of(delivery)
    if not programme:
        return None
    stage = around.stages.get(programme)
    if stage is None and programme not in programmes:
        return None  # nobody will ever open it: let it through to be refused
    if stage is None or stage.stage not in OPEN_STAGES:
        return "stage"
    if delivery.is_submission and stage.stage == "canary":
        _, fact = delivery.content
        return None if _is_canary(fact, stage) else "stage"
    return None


def programme_of(delivery: Delivery) -> str:
    """Return the programme that a delivery belongs to, or an empty text."""
    said = str(getattr(delivery.fact, "programme", ""))
    return said or (delivery.envelope.programme if delivery.envelope is not None else "")


def _is_canary(fact: Fact, stage: Stage) -> bool:
    if getattr(fact, "office", None) in stage.canary_offices:
        return True
    return crc32(fact.key.encode()) % 100 < stage.canary_percent
