"""Each rule of the chart catches what it is for: the chart is broken once for each, on purpose."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.chart import CHART, EVERYTHING, Object, lint, render, schema_faults, values_of
from tests.support.chart_rules import RULES, broken_rules, left_of


class Break(NamedTuple):
    """A text of one of the chart's files, and what somebody might write instead."""

    file: str
    text: str
    instead: str


Plant = Callable[[Break], list[Object]]

_MOUNT = "{name: secrets, mountPath: /run/secrets/inroads, readOnly: true}"
_BUDGET = "{{- if and $.Values.disruptionBudgets.enabled (gt (int $own.replicas) 1) }}"

BREAKS = {
    "runs_as_nobody": Break("_pod.tpl", "  runAsNonRoot: true\n", ""),
    "can_change_nothing": Break("_pod.tpl", "readOnlyRootFilesystem: true\n", ""),
    "writes_only_to_memory": Break("_pod.tpl", "medium: Memory, sizeLimit: 32Mi", ""),
    "cannot_ask_the_api": Break("_pod.tpl", "automountServiceAccountToken: false\n", ""),
    "has_its_account": Break("services.yaml", "serviceAccountName: {{ $service }}", ""),
    "is_probed": Break("services.yaml", "path: /health/live", "path: /health/ready"),
    "is_limited": Break("smoke.yaml", "resources: {{- toYaml .Values.resources | nindent 8 }}", ""),
    "names_no_secret": Break(
        "_pod.tpl",
        "- {name: {{ $prefix }}_HTTP_HOST,",
        "- {name: {{ $prefix }}_KAFKA_PASSWORD, value: hush}\n- {name: {{ $prefix }}_HTTP_HOST,",
    ),
    "secrets_are_private": Break("_pod.tpl", "defaultMode: 0440", "defaultMode: 0444"),
    "only_migrations_own": Break(
        "services.yaml", '"secret" $own.secret', '"secret" $own.ownerSecret'
    ),
    "drains": Break(
        "services.yaml",
        "terminationGracePeriodSeconds: {{ $.Values.terminationGracePeriodSeconds }}",
        "",
    ),
    "selects_its_own": Break("_names.tpl", "app.kubernetes.io/name: {{ .service }}\n", ""),
    "budgets_match": Break(
        "services.yaml", _BUDGET, "{{- if $.Values.disruptionBudgets.enabled }}"
    ),
    "scales_within_partitions": Break(
        "services.yaml", "{{- if not $.Values.autoscaling.enabled }}", "{{- if true }}"
    ),
    "is_closed": Break("network.yaml", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]"),
    "data_outlives_the_release": Break(
        "postgres.yaml",
        "  annotations: {helm.sh/resource-policy: keep}\nspec:\n  instances",
        "spec:\n  instances",
    ),
    "is_labelled": Break(
        "_names.tpl", "inroads/region: {{ .root.Values.region.code | quote }}\n", ""
    ),
    "stands_once": Break("secrets.yaml", "name: {{ $name }}\n  labels", "name: keys\n  labels"),
    "says_which_image": Break("_names.tpl", ":{{ .root.Values.version }}", ":latest"),
}
"""By rule. A second way to break some of them stands below."""

ALSO = [
    ("names_no_secret", Break("_pod.tpl", '"0.0.0.0"', '"https://me:hush@0.0.0.0"')),
    ("secrets_are_private", Break("_pod.tpl", _MOUNT, _MOUNT.replace(", readOnly: true", ""))),
    (
        "budgets_match",
        Break("services.yaml", "(gt (int $own.replicas) 1)", "(gt (int $own.replicas) 2)"),
    ),
    ("budgets_match", Break("services.yaml", "unhealthyPodEvictionPolicy: AlwaysAllow", "")),
    ("is_closed", Break("network.yaml", "ports: [{port: 8080, protocol: TCP}]\n      ", "")),
    ("has_its_account", Break("migrations.yaml", "  name: migrations\n", "  name: migration\n")),
    ("runs_as_nobody", Break("_pod.tpl", "runAsUser: 10001", "runAsUser: 0")),
    ("can_change_nothing", Break("_pod.tpl", "{drop: [ALL]}", "{drop: [ALL], add: [NET_ADMIN]}")),
    ("data_outlives_the_release", Break("kafka.yaml", "helm.sh/resource-policy: keep", "")),
]

MISSPELT = [
    Break("services.yaml", "minReadySeconds", "minReadySecond"),
    Break("migrations.yaml", "backoffLimit: 6", 'backoffLimit: "six"'),
    Break("network.yaml", "policyTypes: [Egress]", "policyType: [Egress]"),
    Break("autoscaling.yaml", "maxReplicaCount", "maxReplicas"),
    Break("autoscaling.yaml", "scram_sha512", "SCRAM-SHA-512"),
    Break("kafka.yaml", "replicas: {{ $strimzi.replicas }}", 'replicas: "3"'),
    Break("kafka.yaml", "acls: {{- toYaml .acls | nindent 6 }}", "acls: all"),
    Break("postgres.yaml", "databaseReclaimPolicy: retain", "databaseReclaimPolicy: keep"),
    Break(
        "postgres.yaml",
        "passwordSecret: {name: {{ $own.secret }}}",
        "passwordSecret: {{ $own.secret }}",
    ),
    Break("secrets.yaml", "creationPolicy: Owner", "creationPolicy: Always"),
    Break("monitoring.yaml", "podMetricsEndpoints", "endpoints"),
]


@pytest.fixture
def broken_chart(tmp_path: Path) -> Callable[[Break], Path]:
    """A copy of the chart with one text of its templates replaced."""

    def put_in(how: Break) -> Path:
        copy = shutil.copytree(CHART, tmp_path / "inroads")
        file = copy / "templates" / how.file
        before = file.read_text("utf-8")
        assert how.text in before, "the chart says this differently by now: break it anew"
        file.write_text(before.replace(how.text, how.instead), "utf-8")
        return copy

    return put_in


@pytest.fixture
def plant(broken_chart: Callable[[Break], Path]) -> Plant:
    """What a broken chart renders with every part of it switched on."""
    return lambda how: render(values_of("london", EVERYTHING), chart=broken_chart(how))


def test_every_rule_is_broken_once() -> None:
    assert list(BREAKS) == [rule.__name__ for rule in RULES]


@pytest.mark.parametrize(("rule", "how"), [*BREAKS.items(), *ALSO])
def test_a_rule_catches_what_it_is_for(rule: str, how: Break, plant: Plant) -> None:
    assert rule in {fault.partition(":")[0] for fault in broken_rules(plant(how))}


@pytest.mark.parametrize("how", MISSPELT, ids=lambda how: how.text[:40])
def test_the_schemas_catch_what_an_operator_would_not_understand(how: Break, plant: Plant) -> None:
    assert list(schema_faults(plant(how)))


def test_the_linter_catches_what_is_no_yaml(broken_chart: Callable[[Break], Path]) -> None:
    chart = broken_chart(Break("monitoring.yaml", "- port: http", "- port: [http"))
    assert lint(values_of("london", EVERYTHING), chart)


def test_a_service_that_is_off_but_rendered_is_caught(
    broken_chart: Callable[[Break], Path],
) -> None:
    # To the templates' `default`, false is empty: this is true for everybody.
    on, always = "{{- if $own.enabled }}", "{{- if default true $own.enabled }}"
    chart = broken_chart(Break("services.yaml", on, always))
    off = values_of("london", {"services": {"matching": {"enabled": False}}})
    assert left_of(render(off), "matching") == set()
    assert "Deployment matching" in left_of(render(off, chart=chart), "matching")
