from __future__ import annotations

from typing import Any, get_args

import pytest

from shared.observability import metrics as catalogue
from shared.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS, PREFIX, Metrics
from shared.privacy.canary import canary, scan

UUID = "1fc1e874-f649-4dd6-8ed5-f8f71629b2e5"


def exposed(metrics: Metrics) -> list[str]:
    return [line for line in metrics.exposition().decode().splitlines() if line[0] != "#"]


def test_the_catalogue_has_exactly_the_names_that_type_check() -> None:
    assert [*COUNTERS] == [*get_args(catalogue.CounterName)]
    assert [*GAUGES] == [*get_args(catalogue.GaugeName)]
    assert [*HISTOGRAMS] == [*get_args(catalogue.HistogramName)]


def test_no_label_can_name_a_person_or_a_programme() -> None:
    allowed = set(catalogue.Labels.__annotations__)
    assert allowed == {"stream", "reason", "verdict", "stage", "waits_for", "version"}
    for metric in (*COUNTERS.values(), *GAUGES.values(), *HISTOGRAMS.values()):
        assert set(metric.labels) <= allowed
        assert len(metric.meaning) > 10


def test_figures_are_exposed_under_their_names() -> None:
    metrics = Metrics("referrals", "north")
    metrics.count("receipts_total", verdict="accepted", stage="live")
    metrics.count("receipts_total", 2, verdict="accepted", stage="live")
    metrics.count("events_consumed_total", 500, stream="inbound")
    metrics.set("outbox_unsent", 7)
    metrics.observe("batch_seconds", 0.03)
    owner = 'region="north",service="referrals"'
    assert set(exposed(metrics)) >= {
        f'{PREFIX}receipts_total{{{owner},stage="live",verdict="accepted"}} 3.0',
        f'{PREFIX}events_consumed_total{{{owner},stream="inbound"}} 500.0',
        f"{PREFIX}outbox_unsent{{{owner}}} 7.0",
        f"{PREFIX}batch_seconds_sum{{{owner}}} 0.03",
        f'{PREFIX}batch_seconds_bucket{{le="0.025",{owner}}} 0.0',
        f'{PREFIX}batch_seconds_bucket{{le="0.05",{owner}}} 1.0',
    }
    assert not [line for line in exposed(metrics) if "_created" in line]


def test_two_services_in_one_process_do_not_mix() -> None:
    one, other = Metrics("referrals", "north"), Metrics("matching", "north")
    one.count("dead_letters_total", reason="unreadable")
    assert not [line for line in exposed(other) if "unreadable" in line]


@pytest.mark.parametrize(
    "value", [canary("name"), canary("email"), canary("nino"), UUID, "a1b2c3d4", "Ann", ""]
)
def test_a_value_that_is_no_code_is_counted_as_other(value: str) -> None:
    metrics = Metrics("referrals", "north")
    metrics.count("dead_letters_total", reason=value)
    assert 'reason="other"' in metrics.exposition().decode()
    assert not scan(metrics.exposition())


def test_labels_are_those_of_the_catalogue() -> None:
    metrics = Metrics("referrals", "north")
    with pytest.raises(ValueError, match="takes the labels"):
        metrics.count("receipts_total", verdict="accepted")
    misspelt: dict[str, Any] = {"person": "x"}
    with pytest.raises(ValueError, match="takes the labels"):
        metrics.set("parked", 1, **misspelt)


def test_a_release_is_told_as_the_operators_name_it() -> None:
    metrics = Metrics("referrals", "north")
    metrics.set("build_info", 1, version="2026.11.3-rc1+abc")
    assert 'version="2026.11.3-rc1+abc"' in metrics.exposition().decode()
    metrics.set("build_info", 1, version=canary("email"))
    assert not scan(metrics.exposition())
