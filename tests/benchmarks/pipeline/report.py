"""The whole comparison: every variant in every round, shuffled, and what the ratios come to."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

from deploy.local.stack import open_stack
from tests.benchmarks.pipeline.hop import Hop, measure
from tests.benchmarks.pipeline.latency import Latency, measure_latency
from tests.benchmarks.pipeline.variants import machine, variants

GOALS: Final = {
    "ours / hand-written": ("<=", 1.35),
    "tutorial / ours": (">=", 50.0),
    "1% invalid / clean": ("<=", 1.25),
    "two-hop p99 ms": ("<=", 150.0),
}


@dataclass(frozen=True, slots=True)
class Report:
    """Medians by variant, the ratios of CPU per event, and the latency of two hops."""

    machine: str
    rounds: int
    hops: dict[str, Hop]
    ratios: dict[str, float]
    latency: Latency

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "machine": self.machine,
            "rounds": self.rounds,
            "hops": {
                name: asdict(hop) | {"total_us": hop.total_us} for name, hop in self.hops.items()
            },
            "ratios": self.ratios,
            "latency": asdict(self.latency),
            "goals": {name: self.met(name) for name in GOALS},
        }

    def met(self, name: str) -> bool:
        """Whether a goal is met."""
        sign, goal = GOALS[name]
        value = self.ratios.get(name, self.latency.p99_ms)
        return value <= goal if sign == "<=" else value >= goal


def compare(events: int, rounds: int, tell: Callable[[str], None]) -> Report:
    """Measure every variant ``rounds`` times on servers of its own; takes some minutes."""
    folder = Path(tempfile.mkdtemp(prefix="inroads-bench-"))
    with open_stack(embedded_only=True, progress=tell) as stack:
        measured: list[Hop] = []
        for number, variant in _shuffled(events, rounds):
            hop = asyncio.run(measure(variant, f"b{number}", stack, folder))
            measured.append(hop)
            cost = f"{hop.total_us:9,.0f} µs CPU per event"
            tell(f"{hop.variant:18} {cost}, {hop.per_second:8,.0f} events/s")
    with open_stack(embedded_only=True, progress=tell) as idle:  # nobody cleans up after the hops
        latency = measure_latency(idle, folder / "latency", 200, 30)
    hops = {name: _median([h for h in measured if h.variant == name]) for name in _names(measured)}
    return Report(machine(), rounds, hops, _ratios(measured), latency)


def _shuffled(events: int, rounds: int) -> Iterator[tuple[str, Any]]:
    """Every variant once a round, in another order each time: none has all the quiet moments."""
    for number in range(rounds):
        order = list(variants(events))
        Random(number).shuffle(order)
        for place, variant in enumerate(order):
            yield f"{number}{place}", variant


def _ratios(measured: list[Hop]) -> dict[str, float]:
    """Return medians of the ratios within a round: what disturbed a round disturbed both."""
    by_name = {
        name: [h.total_us for h in measured if h.variant == name] for name in _names(measured)
    }

    def ratio(above: str, below: str) -> float:
        return median(a / b for a, b in zip(by_name[above], by_name[below], strict=True))

    return {
        "ours / hand-written": ratio("ours", "hand-written"),
        "tutorial / ours": ratio("tutorial", "ours"),
        "1% invalid / clean": ratio("ours, 1% invalid", "ours"),
        "ours / limit": ratio("ours", "limit"),
    }


def _median(hops: list[Hop]) -> Hop:
    def middle(read: Callable[[Hop], float]) -> float:
        return median(read(hop) for hop in hops)

    return Hop(
        hops[0].variant,
        hops[0].events,
        middle(lambda h: h.python_us),
        middle(lambda h: h.postgres_us),
        middle(lambda h: h.kafka_us),
        middle(lambda h: h.per_second),
    )


def _names(measured: list[Hop]) -> list[str]:
    return list(dict.fromkeys(hop.variant for hop in measured))
