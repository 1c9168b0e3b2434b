"""The catalogue of metrics, and one service's figures for them.

No label may tell a person, an id or a programme: membership of a programme can disclose ethnicity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypedDict, Unpack

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

PREFIX: Final = "inroads_"

CounterName = Literal[
    "events_consumed_total", "duplicates_absorbed_total", "dead_letters_total", "receipts_total"
]
GaugeName = Literal["parked", "outbox_unsent", "outbox_oldest_seconds"]
HistogramName = Literal["batch_seconds"]

Verdict = Literal["accepted", "rejected", "quarantined"]
Stage = Literal["off", "shadow", "canary", "live", "paused"]


class Labels(TypedDict, total=False):
    """Every label there is; which metric has which, the catalogue says."""

    stream: str
    reason: str
    verdict: Verdict
    stage: Stage


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure means and what it is divided by, besides service and region."""

    meaning: str
    labels: tuple[str, ...] = ()


COUNTERS: Final[dict[CounterName, Metric]] = {
    "events_consumed_total": Metric("Events read from a topic, duplicates included", ("stream",)),
    "duplicates_absorbed_total": Metric("Events that had been handled before", ("stream",)),
    "dead_letters_total": Metric("Events set aside because they can never succeed", ("reason",)),
    "receipts_total": Metric("Answers given to senders", ("verdict", "stage")),
}
GAUGES: Final[dict[GaugeName, Metric]] = {
    "parked": Metric("Facts that wait behind a dead letter or for a roll-out"),
    "outbox_unsent": Metric("Facts that are true but not yet published"),
    "outbox_oldest_seconds": Metric("How long the oldest unpublished fact has waited"),
}
HISTOGRAMS: Final[dict[HistogramName, Metric]] = {
    "batch_seconds": Metric("Time from a batch's first byte to its commit"),
}

_BATCH_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_CODE = re.compile(r"[a-z][a-z_.-]{0,40}")
_OWNER = ("service", "region")

# When a series began is of no use here, and would double the number of series.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The figures of one service in one region, in a registry of their own."""

    def __init__(self, service: str, region: str) -> None:
        self._owner = (service, region)
        self._registry = CollectorRegistry()
        self._counters = {
            name: Counter(PREFIX + name, it.meaning, _OWNER + it.labels, registry=self._registry)
            for name, it in COUNTERS.items()
        }
        self._gauges = {
            name: Gauge(PREFIX + name, it.meaning, _OWNER + it.labels, registry=self._registry)
            for name, it in GAUGES.items()
        }
        self._histograms = {
            name: Histogram(
                PREFIX + name,
                it.meaning,
                _OWNER + it.labels,
                registry=self._registry,
                buckets=_BATCH_BUCKETS,
            )
            for name, it in HISTOGRAMS.items()
        }

    def count(self, name: CounterName, amount: int = 1, **labels: Unpack[Labels]) -> None:
        """Add to a counter."""
        self._counters[name].labels(*self._owner, *_values(COUNTERS[name], labels)).inc(amount)

    def set(self, name: GaugeName, value: float, **labels: Unpack[Labels]) -> None:
        """Say how much there is now."""
        self._gauges[name].labels(*self._owner, *_values(GAUGES[name], labels)).set(value)

    def observe(self, name: HistogramName, seconds: float, **labels: Unpack[Labels]) -> None:
        """Add a duration, in seconds, to a histogram."""
        chosen = self._histograms[name].labels(*self._owner, *_values(HISTOGRAMS[name], labels))
        chosen.observe(seconds)

    def exposition(self) -> bytes:
        """All figures in Prometheus's text format (generate_latest's content type)."""
        return generate_latest(self._registry)


def _values(metric: Metric, labels: Labels) -> list[str]:
    """The labels' values in the catalogue's order; ValueError when one is missing or too many."""
    if set(labels) != set(metric.labels):
        raise ValueError(f"this metric takes the labels {metric.labels}, not {tuple(labels)}")
    given = dict[str, object](labels)
    # Whatever is not a code could be an id or a name: it must not reach a dashboard.
    return [text if _CODE.fullmatch(text := str(given[key])) else "other" for key in metric.labels]
