"""Every figure that an alert, a panel or a page speaks of is served by five real services."""

import json
import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.region import SERVICES
from deploy.observability.rules import FOLDER, rule_files
from shared.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS, PREFIX, Metric
from shared.privacy.canary import scan
from tests.architecture.repository import ROOT
from tests.conftest import OpensRegion
from tests.support.prometheus import as_variables, http_ports
from tests.support.regions import RunningRegion
from tests.support.sending import Event
from tests.support.settling import settle, wait_until
from tests.support.workload import PROGRAMME, a_referral

DASHBOARDS = sorted((FOLDER / "dashboards").glob("*.json"))
PAGES = sorted((ROOT / "deploy" / "runbooks").glob("*.md"))
OWN = {"service", "region"}
ADDED = {"job", "instance"}
"""Labels that Prometheus adds to what it scrapes."""

_NAME = re.compile(rf"\b{PREFIX}[a-z_]+")
_LABELS = re.compile(r"\bby \(([^)]*)\)|\{\{(\w+)\}\}")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


def panels(dashboard: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(dashboard.read_text("utf-8"))["panels"]
    return found


def catalogue() -> dict[str, Metric]:
    """Every figure by its full name."""
    counters = {PREFIX + name: metric for name, metric in COUNTERS.items()}
    gauges = {PREFIX + name: metric for name, metric in GAUGES.items()}
    return counters | gauges | {PREFIX + name: metric for name, metric in HISTOGRAMS.items()}


def named(files: Iterable[Path]) -> set[str]:
    """The figures that files name."""
    return {name for file in files for name in _NAME.findall(file.read_text("utf-8"))}


def scrape(ports: dict[str, int]) -> str:
    return "".join(httpx.get(f"http://127.0.0.1:{port}/metrics").text for port in ports.values())


@pytest.fixture(scope="module")
def served(open_region: OpensRegion) -> str:
    """What five services serve who have each done something, right and wrong."""
    ports = http_ports(SERVICES)
    with open_region(extra=as_variables(ports)) as region:
        _do_something(region)
        wait_until(lambda: "inroads_reconciliation_difference{" in scrape(ports), "it is judged")
        wait_until(lambda: "inroads_notifications_unconfirmed{" in scrape(ports), "it is counted")
        return scrape(ports)


def _do_something(region: RunningRegion) -> None:
    region.submit(a_referral("dash-1", "E09000012"), Event(b"pill", b"\xff no text"))
    settle(region)


@pytest.mark.slow
def test_every_figure_that_is_spoken_of_is_served(served: str) -> None:
    names = _sample_names(served)
    spoken_of = named([*rule_files(), *DASHBOARDS, *PAGES])
    assert spoken_of - names - {_base(name) for name in names} == set()


@pytest.mark.slow
def test_every_figure_of_the_catalogue_is_served_with_its_labels_only(served: str) -> None:
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(served):
        for sample in family.samples:
            found.setdefault(_base(sample.name), set()).update(sample.labels)
    ours = {name: labels - {"le"} for name, labels in found.items() if name.startswith(PREFIX)}
    assert ours == {name: {*metric.labels, *OWN} for name, metric in catalogue().items()}


@pytest.mark.slow
def test_no_figure_names_a_person_an_id_or_a_programme(served: str) -> None:
    assert not scan(served.encode())
    assert "dash-1" not in served
    assert PROGRAMME not in served
    assert not _IDENTIFIER.search(served)


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda file: file.stem)
def test_a_dashboard_can_be_imported_and_its_panels_do_not_overlap(dashboard: Path) -> None:
    content = json.loads(dashboard.read_text("utf-8"))
    assert {"uid", "title", "schemaVersion", "panels", "templating", "time"} <= content.keys()
    ids = [panel["id"] for panel in content["panels"]]
    assert len(ids) == len(set(ids))
    places = [panel["gridPos"] for panel in content["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert not [pair for pair in combinations(places, 2) if _overlap(*pair)]


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda file: file.stem)
def test_every_panel_says_what_it_shows_and_asks_by_labels_that_exist(dashboard: Path) -> None:
    labels = {label for metric in catalogue().values() for label in metric.labels}
    known = OWN | ADDED | {"le"} | labels
    for panel in panels(dashboard):
        assert panel["title"]
        assert panel["description"].endswith(".")
        for target in panel["targets"]:
            text = f"{target['expr']} {target['legendFormat']}"
            asked = {
                name.strip()
                for lists in _LABELS.findall(text)
                for some in lists
                for name in some.split(",")
            }
            assert asked - {""} <= known, panel["title"]
            assert "$region" in target["expr"], "the reader chooses the region"


def test_the_overview_shows_every_figure_there_is() -> None:
    shown = {_base(name) for name in named(DASHBOARDS)}
    assert shown == catalogue().keys()


def _sample_names(text: str) -> set[str]:
    families = text_string_to_metric_families(text)
    return {sample.name for family in families for sample in family.samples}


def _base(name: str) -> str:
    return re.sub(r"_(bucket|sum|count)$", "", name)


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )
