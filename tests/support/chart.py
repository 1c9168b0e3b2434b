"""The region's chart as its tests use it: rendered by Helm's own engine, checked offline."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import helm_python as helm
import yaml
from jsonschema import Draft202012Validator
from kubernetes_validate.utils import schema_contents  # type: ignore[import-untyped]
from referencing import Registry, Resource

from deploy.chart.access_of import access_of
from deploy.chart.values_of import Platform, Values, chart_values
from tests.support.crd_schemas import CRD_SCHEMAS

CHART: Final = Path(__file__).parents[2] / "deploy" / "chart"
OLDEST, NEWEST = "1.30", "1.37"
"""Of Kubernetes: what Chart.yaml asks for, and what the packaged schemas reach."""

Object = dict[str, Any]
Objects = Sequence[Object]

PLATFORM: Final = Platform(
    kafka="kafka-0.example:9093,kafka-1.example:9093",
    mail_host="smtp.example",
    registry="registry.example/inroads",
)
EVERYTHING: Final[Values] = {
    "autoscaling": {"enabled": True},
    "door": {"enabled": True},
    "externalSecrets": {"enabled": True, "store": {"name": "regional"}, "path": "inroads"},
    "image": {"pullSecrets": ["registry"], "digests": {"matching": f"sha256:{'0f' * 32}"}},
    "mail": {"username": "mentoring", "senderPhone": "03069 990000"},
    "monitoring": {"podMonitor": True, "labels": {"release": "prometheus"}},
    "networkPolicies": {
        "kafka": {"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]},
        "pages": [{"namespaceSelector": {"matchLabels": {"name": "ingress"}}}],
        "door": [{"namespaceSelector": {"matchLabels": {"name": "ingress"}}}],
    },
    "pages": {"address": "https://mentoring.example", "reviewsRuns": True},
    "postgres": {"cluster": {"enabled": True, "storageClass": "fast", "image": "postgres:18"}},
    "smoke": {
        "enabled": True,
        "image": "registry.example/inroads-operations:1.4.0",
        "command": ["python", "-m", "deploy.cli", "region", "verify"],
        "secret": "operators",
        "env": {"INROADS_LOG_LEVEL": "info"},
    },
    "strimzi": {"enabled": True, "cluster": "events"},
}
"""Every part that a region may leave out."""


class _Strict(yaml.CSafeLoader):
    """YAML without a key that stands twice, of which Helm would silently keep one."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise yaml.constructor.ConstructorError(None, None, f"twice: {twice}", node.start_mark)
    return dict(loader.construct_mapping(node, deep=True))


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def values_of(code: str, differences: Values | None = None) -> dict[str, Any]:
    """A region's values, as they are derived for its release."""
    return chart_values(
        code, "1.4.0", PLATFORM, wave="pilot", access=access_of(code), differences=differences
    )


def render(
    values: Values, *, chart: Path = CHART, upgrade: bool = False, namespace: str = "inroads"
) -> list[Object]:
    """Every object of a release. Raises Helm's error, schema errors included."""
    with helm.Chart.load(chart) as loaded:
        manifests = loaded.render(
            dict(values),
            name=values["region"]["code"],
            namespace=namespace,
            is_install=not upgrade,
            is_upgrade=upgrade,
        )
    texts = (text for file, text in sorted(manifests.items()) if file.endswith(".yaml"))
    return [found for text in texts for found in yaml.load_all(text, _Strict) if found]


def lint(values: Values, chart: Path = CHART) -> list[str]:
    """What ``helm lint --strict`` finds; remarks, such as that there is no icon, are left out."""
    report = helm.lint(chart, dict(values), strict=True, kube_version=f"v{NEWEST}.0")
    return [*report["errors"], *(m["error"] for m in report["messages"] if m["severity"] > 1)]


def schema_faults(objects: Objects, kubernetes: str = NEWEST) -> Iterator[str]:
    """What is not as Kubernetes or an operator takes it, unknown fields included."""
    for found in objects:
        what = f"{found['kind']} {found['metadata']['name']}"
        validator = _validator(found["apiVersion"], found["kind"], kubernetes)
        for error in validator.iter_errors(found):
            yield f"{what}: {error.json_path}: {error.message}"


@cache
def _validator(version: str, kind: str, kubernetes: str) -> Draft202012Validator:
    if (version, kind) in CRD_SCHEMAS:
        return Draft202012Validator(CRD_SCHEMAS[version, kind])
    group, slash, number = version.partition("/")
    name = f"{kind}-{group.partition('.')[0]}{slash and '-'}{number}.json".lower()
    return Draft202012Validator(_packaged(name, kubernetes), registry=_definitions(kubernetes))


@cache
def _definitions(kubernetes: str) -> Any:  # noqa: ANN401 - a registry of whatever the package holds
    return Resource.from_contents(_packaged("_definitions.json", kubernetes)) @ Registry()


def _packaged(name: str, kubernetes: str) -> Any:  # noqa: ANN401
    """A strict schema of the package's; its own `validate` reads all of them for every object."""
    folder = f"kubernetes-json-schema/v{kubernetes}.0-local-strict"
    return schema_contents(f"{folder}/{name}", kubernetes)


def of_kind(objects: Objects, *kinds: str) -> list[Object]:
    """The objects of these kinds."""
    return [found for found in objects if found["kind"] in kinds]


def named(objects: Objects, kind: str, name: str) -> Object:
    """The one object of a kind with a name."""
    (found,) = (one for one in of_kind(objects, kind) if one["metadata"]["name"] == name)
    return found


def strings(value: object) -> Iterator[str]:
    """Every text in an object, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield str(key)
            yield from strings(held)
    elif isinstance(value, list):
        for held in value:
            yield from strings(held)
