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
    "events_consumed_total",
    "duplicates_absorbed_total",
    "dead_letters_total",
    "receipts_total",
    "store_retries_total",
]
GaugeName = Literal[
    "consumer_lag",
    "outbox_unsent",
    "outbox_oldest_seconds",
    "parked",
    "dead_letters_waiting",
    "dead_letters_oldest_seconds",
    "ready",
    "live",
    "database_up",
    "kafka_up",
    "relay_leader",
    "last_poll_age_seconds",
    "notifications_unconfirmed",
    "reconciliation_difference",
    "build_info",
]
HistogramName = Literal["batch_seconds"]


class Labels(TypedDict, total=False):
    """Every label there is; which metric has which, the catalogue says."""

    stream: str
    reason: str
    verdict: str
    stage: str
    waits_for: str
    version: str


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
    "store_retries_total": Metric("Batches tried again because the database failed them"),
}
GAUGES: Final[dict[GaugeName, Metric]] = {
    "consumer_lag": Metric("Records of the partitions held that have no effect yet", ("stream",)),
    "outbox_unsent": Metric("Facts that are true but not yet published"),
    "outbox_oldest_seconds": Metric("How long the oldest unpublished fact has waited"),
    "parked": Metric("Facts that wait for a roll-out or behind a dead letter", ("waits_for",)),
    "dead_letters_waiting": Metric("Dead letters that nobody has replayed or discarded"),
    "dead_letters_oldest_seconds": Metric("How long the oldest dead letter has waited"),
    "ready": Metric("Whether the service can do its work now (1) or waits for something (0)"),
    "live": Metric("Whether the consumer goes on (1); at 0 only a restart helps"),
    "database_up": Metric("Whether the service's database answered lately"),
    "kafka_up": Metric("Whether the brokers answered lately"),
    "relay_leader": Metric("Whether this process publishes the outbox (1) or stands by (0)"),
    "last_poll_age_seconds": Metric("How long ago the consumer last showed that it goes on"),
    "notifications_unconfirmed": Metric("Messages of which nobody knows whether they arrived"),
    "reconciliation_difference": Metric("Figures that do not follow from the facts behind them"),
    "build_info": Metric("Which release this is; always 1", ("version",)),
}
HISTOGRAMS: Final[dict[HistogramName, Metric]] = {
    "batch_seconds": Metric("Time from a batch's first byte to its commit"),
}

_BATCH_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_CODE = re.compile(r"[a-z][a-z_.-]{0,40}")
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,60}")
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
    return [_harmless(key, str(given[key])) for key in metric.labels]


def _harmless(label: str, text: str) -> str:
    """Whatever is not a code could be an id or a name: it must not reach a dashboard."""
    pattern = _RELEASE if label == "version" else _CODE
    return text if pattern.fullmatch(text) else "other"
