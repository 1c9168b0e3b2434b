"""The region's chart: for every region it renders, lints, fits the schemas and keeps the rules."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import helm_python as helm
import pytest
import yaml

from deploy.access.rights import declared_rights, users_of
from deploy.catalogue.parties import SERVICES
from deploy.chart.access_of import access_of
from deploy.chart.values_of import Platform, Values, chart_values
from deploy.regions.inventory import load_inventory
from shared.contracts.streams import POLICIES
from shared.runtime.topics import configuration_of, topics_of
from shared.settings import DatabaseSettings, ServiceSettings
from tests.support.chart import (
    CHART,
    EVERYTHING,
    OLDEST,
    PLATFORM,
    Object,
    Objects,
    lint,
    named,
    of_kind,
    render,
    schema_faults,
    strings,
    values_of,
)
from tests.support.chart_rules import broken_rules, left_of, pods

LONGEST = "z" + "-9" * 15
REGIONS = [*load_inventory().regions, LONGEST]
VARIANTS: dict[str, Values] = {
    "plain": {},
    "everything": EVERYTHING,
    "of a fixed size": {**EVERYTHING, "autoscaling": {"enabled": False}},
    "on what there is": {**EVERYTHING, "postgres": {}, "externalSecrets": {}, "strimzi": {}},
}
LONDON = values_of("london")


@pytest.mark.parametrize("code", REGIONS)
def test_every_region_renders_and_fits_and_keeps_the_rules(code: str) -> None:
    values = values_of(code)
    objects = render(values)
    assert lint(values) == []
    assert list(schema_faults(objects)) == []
    assert broken_rules(objects) == []
    assert {pod.labels["inroads/region"] for pod in pods(objects)} == {code}


@pytest.mark.parametrize("upgrade", [False, True], ids=["install", "upgrade"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_fits_and_keeps_the_rules(variant: str, *, upgrade: bool) -> None:
    values = values_of("north-east", VARIANTS[variant])
    objects = render(values, upgrade=upgrade)
    assert lint(values) == []
    assert list(schema_faults(objects)) == []
    assert broken_rules(objects) == []


def test_the_oldest_kubernetes_that_the_chart_takes_understands_it() -> None:
    assert list(schema_faults(render(values_of("wales", EVERYTHING)), OLDEST)) == []
    assert f">={OLDEST}." in (CHART / "Chart.yaml").read_text("utf-8")


def test_what_checks_the_chart_is_locked() -> None:
    lock = (CHART.parents[1] / "requirements.txt").read_text("utf-8")
    for package in ("helm-python-sdk", "kubernetes-validate"):
        assert re.search(rf"^{package}==", lock, re.MULTILINE), f"deploy/lock.sh: {package}"


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the one with secrets, and an environment without settings."""
    for service in SERVICES:
        for name in ServiceSettings.model_fields:
            monkeypatch.delenv(f"{service}_{name}".upper(), raising=False)
    return tmp_path


def enter_pod(pod: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: ANN401
    """Give this process a pod's environment and its files."""
    contents = {
        "database_url": "postgresql://u:p@db.example/d?sslmode=verify-full",
        "keyring.json": "{}",
    }
    for source in pod.spec["volumes"][0]["projected"]["sources"]:
        for item in source["secret"]["items"]:
            kind = item["path"].partition("_")[2]
            (folder / item["path"]).write_text(contents.get(kind, "hush"))
    said = {v["name"]: v["value"] for v in pod.spec["containers"][0]["env"]}
    for name, value in said.items():
        monkeypatch.setenv(name, value.replace("/run/secrets/inroads", str(folder)))
    return said


@pytest.mark.parametrize("service", SERVICES)
def test_a_pod_has_what_its_service_starts_with(
    service: str, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = render(values_of("london", {"mail": {"username": "mentoring"}}))
    (pod,) = (pod for pod in pods(objects) if pod.of == f"Deployment {service}")
    said = enter_pod(pod, mounted, monkeypatch)
    settings = import_module(f"services.{service}.settings").read_settings()
    fields = {name.lower().removeprefix(f"{service}_") for name in said} - {"secrets_dir"}
    assert fields <= type(settings).model_fields.keys()
    assert settings.region == "london"
    assert settings.kafka_username == users_of("london")[service]
    assert (settings.http_host, settings.http_port) == ("0.0.0.0", 8080)
    assert settings.version == "1.4.0"
    assert settings.keyring == mounted / "keyring.json"
    assert settings.instance is None, "a Deployment's pods never come back under their names"


def test_pages_are_where_letters_lead_and_only_where_somebody_says_so(
    mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of_kind(render(LONDON), "Service") == []
    assert not any("PAGES" in said for said in strings(render(LONDON)))
    objects = render(values_of("london", EVERYTHING))
    settings = {}
    for service in ("matching", "notifications"):
        (pod,) = (pod for pod in pods(objects) if pod.of == f"Deployment {service}")
        enter_pod(pod, mounted, monkeypatch)
        if service == "matching":
            (mounted / "matching_pages_operator_token").write_text("t" * 32)
        settings[service] = import_module(f"services.{service}.settings").read_settings()
    matching = settings["matching"]
    assert (matching.pages, matching.pages_host, matching.pages_port) == (True, "0.0.0.0", 8090)
    assert matching.pages_operator_token.get_secret_value() == "t" * 32
    assert settings["notifications"].pages_address == "https://mentoring.example"
    assert {one["metadata"]["name"] for one in of_kind(objects, "Service")} == {"pages", "door"}
    leads_to(objects, "pages", "matching", 8090)


def test_the_door_is_open_only_where_somebody_says_so_and_to_whoever_has_a_token(
    mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any("DOOR" in said for said in strings(render(LONDON)))
    objects = render(values_of("london", EVERYTHING))
    (pod,) = (pod for pod in pods(objects) if pod.of == "Deployment referrals")
    enter_pod(pod, mounted, monkeypatch)
    (mounted / "referrals_door_tokens").write_text(json.dumps({"/organisation/ONEMM": "t" * 32}))
    referrals = import_module("services.referrals.settings").read_settings()
    assert referrals.door_tokens["/organisation/ONEMM"].get_secret_value() == "t" * 32
    assert (referrals.door_host, referrals.door_port) == ("0.0.0.0", 8091)
    leads_to(objects, "door", "referrals", 8091)


def leads_to(objects: Objects, name: str, service: str, number: int) -> None:
    """A Service and a policy of this name reach this port of the service's pods, and no other."""
    (pod,) = (pod for pod in pods(objects) if pod.of == f"Deployment {service}")
    ports = {port["name"]: port["containerPort"] for port in pod.containers[0]["ports"]}
    found = named(objects, "Service", name)["spec"]
    (port,) = found["ports"]
    assert ports[port["targetPort"]] == number
    assert found["selector"].items() <= pod.labels.items()
    policy = named(objects, "NetworkPolicy", name)["spec"]
    assert policy["podSelector"]["matchLabels"] == found["selector"]
    assert policy["ingress"][0]["ports"] == [{"port": number, "protocol": "TCP"}]


@pytest.mark.parametrize("service", SERVICES)
def test_a_migration_has_what_it_starts_with_and_nothing_else(
    service: str, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pod,) = (pod for pod in pods(render(LONDON)) if pod.of == f"Job {service}-migration")
    said = enter_pod(pod, mounted, monkeypatch)
    assert DatabaseSettings.for_service(service).database_url
    assert {path.name for path in mounted.iterdir()} == {
        f"{service}_database_url",
        "postgres-authority.crt",
    }
    assert said.keys() == {f"{service.upper()}_SECRETS_DIR", f"{service.upper()}_LOG_LEVEL"}
    assert pod.spec["containers"][0]["args"] == ["migrate"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_is_off_leaves_nothing_behind(service: str) -> None:
    off = {**EVERYTHING, "services": {service: {"enabled": False}}}
    assert left_of(render(values_of("london", off)), service) == set()


SWITCHES = {
    "autoscaling": {"ScaledObject", "TriggerAuthentication"},
    "externalSecrets": {"ExternalSecret"},
    "strimzi": {"KafkaTopic", "KafkaUser"},
    "smoke": {"Pod"},
    "networkPolicies": {"NetworkPolicy"},
    "disruptionBudgets": {"PodDisruptionBudget"},
    "migrations": {"Job"},
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_part_that_is_off_leaves_nothing_behind(switch: str) -> None:
    part = {**EVERYTHING.get(switch, {}), "enabled": False}
    rendered = render(values_of("london", {**EVERYTHING, switch: part}))
    assert of_kind(render(values_of("london", EVERYTHING)), *SWITCHES[switch])
    assert of_kind(rendered, *SWITCHES[switch]) == []


@pytest.mark.parametrize(
    ("differences", "about"),
    [
        ({"servcies": {}}, "servcies"),
        ({"services": {"billing": {"enabled": True}}}, "billing"),
        ({"services": {"matching": {"replica": 2}}}, "replica"),
        ({"services": {"matching": {"replicas": 4}}}, "maximum"),
        ({"services": {"matching": {"enabled": "no"}}}, "boolean"),
        ({"services": {"matching": {"enabled": None}}}, "enabled"),
        ({"kafka": {"bootstrap": "kafka.example"}}, "bootstrap"),
        ({"kafka": {"password": "hush"}}, "password"),
        ({"mail": {"password": "hush"}}, "password"),
        ({"mail": {"host": ""}}, "host"),
        ({"pages": {"address": "http://mentoring.example"}}, "address"),
        ({"image": {"pullPolicy": "Sometimes"}}, "pullPolicy"),
        ({"terminationGracePeriodSeconds": 20}, "terminationGracePeriodSeconds"),
        ({"resources": {"limits": {"memory": None}}}, "memory"),
        ({"image": {"digests": {"matching": "latest"}}}, "digests"),
        ({"strimzi": {"enabled": True}}, "strimzi"),
        ({"externalSecrets": {"enabled": True}}, "externalSecrets"),
        ({"smoke": {"enabled": True}}, "smoke"),
        ({"smoke": {"env": {"INROADS_DATABASE_PASSWORD": "hush"}}}, "DATABASE_PASSWORD"),
        ({"networkPolicies": {"kafka": {"to": [{"cidr": "192.0.2.0/24"}]}}}, "cidr"),
    ],
)
def test_values_that_mean_nothing_are_refused(differences: Values, about: str) -> None:
    with pytest.raises(helm.HelmError, match=about):
        render(values_of("london", differences))
    assert lint(values_of("london", differences))


@pytest.mark.parametrize("code", ["", "London", "x", "9elms", "a" * 32, "north_east"])
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(helm.HelmError, match="region"):
        render(chart_values(code, "1.4.0", PLATFORM))


def test_migrations_come_before_the_services() -> None:
    for upgrade in (False, True):
        objects = render(LONDON, upgrade=upgrade)
        hooks = [o["metadata"]["annotations"] for o in of_kind(objects, "Job")]
        assert len(hooks) == len(SERVICES)
        assert {hook["helm.sh/hook"] for hook in hooks} == {"pre-install,pre-upgrade"}
        account = named(objects, "ServiceAccount", "migrations")["metadata"]["annotations"]
        assert account["helm.sh/hook"] == "pre-install,pre-upgrade"
        assert int(account["helm.sh/hook-weight"]) < min(
            int(hook["helm.sh/hook-weight"]) for hook in hooks
        )


@pytest.mark.parametrize("part", ["postgres", "externalSecrets"])
def test_a_first_migration_does_not_wait_for_what_its_own_release_makes(part: str) -> None:
    values = values_of("london", {part: EVERYTHING[part]})
    first, later = (of_kind(render(values, upgrade=upgrade), "Job") for upgrade in (False, True))
    assert not any("annotations" in job["metadata"] for job in first)
    assert all("helm.sh/hook" in job["metadata"]["annotations"] for job in later)
    names = [{job["metadata"]["name"] for job in jobs} for jobs in (first, later)]
    assert not names[0] & names[1], "a Job cannot be changed"


def opened_to(objects: list[Object], pod: Any, port: int) -> bool:  # noqa: ANN401
    """Whether a policy lets a pod out to a port."""
    return any(
        {"port": port, "protocol": "TCP"} in rule["ports"]
        for policy in of_kind(objects, "NetworkPolicy")
        if _selects(policy["spec"]["podSelector"], pod.labels)
        for rule in policy["spec"].get("egress", [])
    )


def _selects(selector: Object, labels: Any) -> bool:  # noqa: ANN401
    wanted = selector.get("matchLabels", {}).items() <= labels.items()
    barred = (e for e in selector.get("matchExpressions", []) if e["operator"] == "NotIn")
    return wanted and not any(labels.get(e["key"]) in e["values"] for e in barred)


def test_only_what_needs_it_gets_out_to_mail_kafka_and_postgresql() -> None:
    objects = render(values_of("london", EVERYTHING))
    for pod in pods(objects):
        assert opened_to(objects, pod, 587) == (pod.of == "Deployment notifications"), pod.of
        assert opened_to(objects, pod, 9093) == (pod.kind != "Job"), pod.of
        assert opened_to(objects, pod, 5432), pod.of


def test_strimzi_is_told_what_the_catalogue_says() -> None:
    objects = render(values_of("london", EVERYTHING))
    topics = {o["metadata"]["name"]: o["spec"] for o in of_kind(objects, "KafkaTopic")}
    declared = topics_of("london", SERVICES)
    assert topics.keys() == declared.keys()
    for name, policy in declared.items():
        assert topics[name]["partitions"] == policy.partitions
        config = {**configuration_of(policy), "min.insync.replicas": "2"}
        assert topics[name]["config"] == config
    assert {right for user in of_kind(objects, "KafkaUser") for right in _rights(user)} == {
        (right.user, right.resource, right.name, right.operation, right.pattern[:6])
        for right in declared_rights("london")
    }


def _rights(user: Object) -> Iterator[tuple[str, ...]]:
    for acl in user["spec"]["authorization"]["acls"]:
        on = acl["resource"]
        for operation in acl["operations"]:
            pattern = on["patternType"][:6]
            yield user["metadata"]["name"], on["type"], on["name"], operation.lower(), pattern


def test_a_service_has_in_kafka_the_password_that_it_is_given() -> None:
    here = render(values_of("london", EVERYTHING))
    spec = named(here, "KafkaUser", "london.matching")["spec"]["authentication"]
    reference = spec["password"]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": "matching", "key": "matching_kafka_password"}
    elsewhere = {**EVERYTHING, "strimzi": {**EVERYTHING["strimzi"], "namespace": "kafka"}}
    user = named(render(values_of("london", elsewhere)), "KafkaUser", "london.matching")
    assert user["metadata"]["namespace"] == "kafka"
    assert "password" not in user["spec"]["authentication"], "the Secret is in another namespace"


def test_a_long_number_is_written_out() -> None:
    # As Helm sees it where it takes numbers as floats.
    values = values_of("london", {**EVERYTHING, "services": {"reporting": {"lag": 3e6}}})
    (trigger,) = named(render(values), "ScaledObject", "reporting")["spec"]["triggers"]
    assert trigger["metadata"]["lagThreshold"] == "3000000"


def test_a_digest_goes_before_the_version() -> None:
    objects = render(values_of("london", EVERYTHING))
    images = {c["image"] for pod in pods(objects) for c in pod.containers}
    assert f"registry.example/inroads/inroads-matching@sha256:{'0f' * 32}" in images
    assert "registry.example/inroads/inroads-reporting:1.4.0" in images


def test_the_schema_knows_how_many_partitions_there_are() -> None:
    with helm.Chart.load(CHART) as chart:
        assert chart.schema is not None
        most = chart.schema["definitions"]["consumers"]["maximum"]
    assert most == max(policy.partitions for policy in POLICIES.values())


def test_every_value_has_a_default_and_a_place_in_the_schema() -> None:
    with helm.Chart.load(CHART) as chart:
        schema, defaults = chart.schema, chart.values
    assert schema is not None
    assert list(_not_both(schema, schema, defaults, "")) == []


def _not_both(whole: Object, schema: Object, value: object, where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = whole["definitions"][schema["$ref"].rpartition("/")[2]]
    if "properties" in schema and isinstance(value, dict):
        known = schema["properties"].keys()
        chosen = where.endswith(".resources")  # a service's own are empty: those of all hold
        yield from (f"{where}.{key}" for key in known ^ value.keys() if not chosen)
        for key in known & value.keys():
            yield from _not_both(whole, schema["properties"][key], value[key], f"{where}.{key}")
    elif isinstance(schema.get("additionalProperties"), dict) and isinstance(value, dict):
        for key, held in value.items():
            yield from _not_both(whole, schema["additionalProperties"], held, f"{where}.{key}")


def test_the_readmes_example_is_one() -> None:
    (example,) = re.findall(
        r"^```yaml\n(.+?)^```", (CHART / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    values = yaml.safe_load(example)
    assert lint(values) == []
    assert broken_rules(render(values)) == []


def test_a_region_differs_from_its_platform_only_where_it_says_so() -> None:
    platform = Platform(
        kafka="k:1", mail_host="m", more={"mail": {"port": 25}, "monitoring": {"podMonitor": True}}
    )
    values = chart_values("wales", "2", platform, differences={"mail": {"tls": "none"}})
    assert values["mail"] == {"host": "m", "port": 25, "tls": "none"}
    assert values["monitoring"] == {"podMonitor": True}
    assert platform.more["mail"] == {"port": 25}
    assert chart_values("wales", "2", platform, access=access_of("wales"))["access"]["topics"]


@pytest.mark.parametrize("derived", ["region", "version", "access"])
def test_what_is_derived_is_not_written_by_hand(derived: str) -> None:
    with pytest.raises(ValueError, match=f"{derived}: derived"):
        chart_values("wales", "2", PLATFORM, differences={derived: {}})
