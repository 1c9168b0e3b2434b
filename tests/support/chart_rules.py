"""What must hold for every object of a release, whatever a region's values are."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from shared.contracts.streams import POLICIES
from shared.runtime.consumer import DRAIN_SECONDS
from tests.support.chart import Object, Objects, of_kind, strings

Rule = Callable[[Objects], Iterator[str]]

_SECRETS: Final = "/run/secrets/inroads"
_LABELS: Final = ("name", "instance", "part-of", "version", "managed-by")
_LOOKS_SECRET: Final = re.compile(r"PASSWORD|DATABASE_URL|TOKEN|_KEY$")
_PASSWORD_IN_URL: Final = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_KEEPS: Final = {"KafkaTopic", "Cluster", "Database"}


class Pod(NamedTuple):
    """The pods of an object: what it is called, their labels and their specification."""

    of: str
    kind: str
    labels: Mapping[str, str]
    spec: Mapping[str, Any]

    @property
    def containers(self) -> list[Mapping[str, Any]]:
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]


def title(found: Object) -> str:
    return f"{found['kind']} {found['metadata']['name']}"


def pods(objects: Objects) -> Iterator[Pod]:
    for found in of_kind(objects, "Deployment", "Job"):
        template = found["spec"]["template"]
        yield Pod(title(found), found["kind"], template["metadata"]["labels"], template["spec"])
    for found in of_kind(objects, "Pod"):
        yield Pod(title(found), "Pod", found["metadata"]["labels"], found["spec"])


def service_pods(objects: Objects) -> Iterator[Pod]:
    return (pod for pod in pods(objects) if pod.kind == "Deployment")


def runs_as_nobody(objects: Objects) -> Iterator[str]:
    """Pod Security "restricted", for the pod."""
    for pod in pods(objects):
        security = pod.spec.get("securityContext", {})
        if security.get("runAsNonRoot") is not True or security.get("runAsUser", 0) < 10_000:
            yield f"{pod.of}: may run as root"
        if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{pod.of}: may make any system call"
        if shared := {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys():
            yield f"{pod.of}: shares the node's {shared}"


def can_change_nothing(objects: Objects) -> Iterator[str]:
    """Pod Security "restricted", for the containers, and a root file system that is read only."""
    wanted = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    for pod in pods(objects):
        for container in pod.containers:
            if container.get("securityContext") != wanted:
                yield f"{pod.of}: {container['name']} has more rights than it needs"


def writes_only_to_memory(objects: Objects) -> Iterator[str]:
    for pod in pods(objects):
        for volume in pod.spec["volumes"]:
            kinds = volume.keys() - {"name"}
            if not kinds <= {"emptyDir", "projected", "secret"}:
                yield f"{pod.of}: {volume['name']} is {kinds}"
            empty = volume.get("emptyDir", {"medium": "Memory", "sizeLimit": "1Mi"})
            if empty.get("medium") != "Memory" or "sizeLimit" not in empty:
                yield f"{pod.of}: {volume['name']} can fill the node"


def cannot_ask_the_api(objects: Objects) -> Iterator[str]:
    for account in of_kind(objects, "ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"{title(account)}: its token is mounted"
    for pod in pods(objects):
        if pod.spec.get("automountServiceAccountToken") is not False:
            yield f"{pod.of}: has a token of the API server"


def has_its_account(objects: Objects) -> Iterator[str]:
    accounts = {account["metadata"]["name"] for account in of_kind(objects, "ServiceAccount")}
    for pod in pods(objects):
        if pod.kind != "Pod" and pod.spec.get("serviceAccountName") not in accounts:
            yield f"{pod.of}: runs under an account that is not in the release"


def is_probed(objects: Objects) -> Iterator[str]:
    """Ready is for what waits; live is for what only a restart mends. The two are never swapped."""
    wanted = {"startupProbe": "ready", "readinessProbe": "ready", "livenessProbe": "live"}
    for pod in service_pods(objects):
        (container,) = pod.containers
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for probe, question in wanted.items():
            asked = container.get(probe, {}).get("httpGet", {})
            where = (asked.get("path"), ports.get(asked.get("port")))
            if where != (f"/health/{question}", 8080):
                yield f"{pod.of}: {probe} asks {where}"


def is_limited(objects: Objects) -> Iterator[str]:
    for pod in pods(objects):
        for container in pod.containers:
            resources = container.get("resources", {})
            if "memory" not in resources.get("limits", {}):
                yield f"{pod.of}: no limit of memory"
            if not {"cpu", "memory"} <= resources.get("requests", {}).keys():
                yield f"{pod.of}: does not say what it needs"


def names_no_secret(objects: Objects) -> Iterator[str]:
    """Secrets come as files: an environment is seen by child processes and crash reports."""
    yield from (f"{title(found)}: is in the release" for found in of_kind(objects, "Secret"))
    for found in objects:
        if any(_PASSWORD_IN_URL.search(text) for text in strings(found)):
            yield f"{title(found)}: a password in an address"
    for pod in pods(objects):
        for container in pod.containers:
            for variable in container.get("env", []):
                if _LOOKS_SECRET.search(variable["name"]) or "secretKeyRef" in str(variable):
                    yield f"{pod.of}: {variable['name']} holds a secret"
            if container.get("envFrom"):
                yield f"{pod.of}: takes whole objects into its environment"


def secrets_are_private(objects: Objects) -> Iterator[str]:
    """A service refuses a keyring that others can read, and sees no more files than it needs."""
    for pod in pods(objects):
        mounts = {m["name"]: m for container in pod.containers for m in container["volumeMounts"]}
        for volume in pod.spec["volumes"]:
            held = volume.get("projected") or volume.get("secret")
            if held is None:
                continue
            mount = mounts[volume["name"]]
            if held.get("defaultMode") != 0o440 or "fsGroup" not in pod.spec["securityContext"]:
                yield f"{pod.of}: {volume['name']} can be read by others, or not by itself"
            if mount.get("readOnly") is not True or mount["mountPath"] != _SECRETS:
                yield f"{pod.of}: {volume['name']} is mounted as {mount}"
            if any("items" not in source["secret"] for source in held.get("sources", [])):
                yield f"{pod.of}: {volume['name']} has whole Secret objects"


def only_migrations_own(objects: Objects) -> Iterator[str]:
    """The owner's database URL is where migrations run, and nowhere else."""
    for pod in pods(objects):
        mounted = {text for text in strings(pod.spec["volumes"]) if text.endswith("-migrations")}
        if bool(mounted) != (pod.kind == "Job"):
            yield f"{pod.of}: mounts {mounted or 'no owner'}"


def drains(objects: Objects) -> Iterator[str]:
    for pod in service_pods(objects):
        if pod.spec.get("terminationGracePeriodSeconds", 30) < DRAIN_SECONDS + 10:
            yield f"{pod.of}: is killed before its batch is finished"


def selects_its_own(objects: Objects) -> Iterator[str]:
    everything = list(pods(objects))
    for found in of_kind(objects, "Deployment"):
        selector = found["spec"]["selector"]["matchLabels"]
        matched = [pod.of for pod in everything if selector.items() <= pod.labels.items()]
        if matched != [title(found)]:
            yield f"{title(found)}: selects {matched}"


def budgets_match(objects: Objects) -> Iterator[str]:
    """A budget lets a node be drained: one for each service with company, for no other."""
    budgets = {b["metadata"]["name"]: b["spec"] for b in of_kind(objects, "PodDisruptionBudget")}
    for name, budget in budgets.items():
        if budget.get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield f"{name}: a pod that is not ready blocks a drain"
    fewest = {s["metadata"]["name"]: s["spec"] for s in of_kind(objects, "ScaledObject")}
    for found in of_kind(objects, "Deployment"):
        name, spec = found["metadata"]["name"], found["spec"]
        replicas = fewest[name]["minReplicaCount"] if name in fewest else spec["replicas"]
        budget = budgets.pop(name, None)
        if (replicas > 1) != (budget is not None):
            yield f"{name}: {replicas} replicas, budget {budget}"
        elif budget is not None and budget["selector"] != spec["selector"]:
            yield f"{name}: the budget is for other pods"
    yield from (f"{name}: a budget for nothing" for name in budgets)


def scales_within_partitions(objects: Objects) -> Iterator[str]:
    most = max(policy.partitions for policy in POLICIES.values())
    services = {s["metadata"]["name"]: s["spec"] for s in of_kind(objects, "Deployment")}
    for found in of_kind(objects, "ScaledObject"):
        scaled = services.get(found["spec"]["scaleTargetRef"]["name"])
        if scaled is None:
            yield f"{title(found)}: scales nothing"
        elif "replicas" in scaled:
            yield f"{title(found)}: every release would undo it"
        if found["spec"]["maxReplicaCount"] > most:
            yield f"{title(found)}: more consumers than partitions"
    for name, spec in services.items():
        if spec.get("replicas", 1) > most:
            yield f"{name}: more consumers than partitions"


def is_closed(objects: Objects) -> Iterator[str]:
    """Nothing is let in or out by default, and nothing to or from everywhere on every port."""
    policies = of_kind(objects, "NetworkPolicy")
    closing = [p["spec"] for p in policies if p["metadata"]["name"] == "default-deny"]
    every = {"matchExpressions": [{"key": "cnpg.io/cluster", "operator": "DoesNotExist"}]}
    if closing != [{"podSelector": every, "policyTypes": ["Ingress", "Egress"]}]:
        yield "nothing is closed by default"
    for policy in policies:
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            for opened in policy["spec"].get(direction, []):
                within = {"podSelector"}
                inside = all(peer.keys() == within for peer in opened.get(peers, [{}]))
                if not opened.get("ports") and not inside:
                    yield f"{title(policy)}: opens every port"
                if direction == "ingress" and not opened.get("from"):
                    yield f"{title(policy)}: lets everybody in"


def data_outlives_the_release(objects: Objects) -> Iterator[str]:
    for found in objects:
        annotations = found["metadata"].get("annotations", {})
        if found["kind"] in _KEEPS and annotations.get("helm.sh/resource-policy") != "keep":
            yield f"{title(found)}: goes when the release is uninstalled"


def is_labelled(objects: Objects) -> Iterator[str]:
    wanted = {"inroads/region", *(f"app.kubernetes.io/{label}" for label in _LABELS)}
    for found in objects:
        if missing := wanted - found["metadata"].get("labels", {}).keys():
            yield f"{title(found)}: lacks {missing}"


def stands_once(objects: Objects) -> Iterator[str]:
    seen: set[str] = set()
    for found in objects:
        what = title(found)
        if what in seen:
            yield f"{what}: stands twice"
        seen.add(what)


def says_which_image(objects: Objects) -> Iterator[str]:
    for pod in pods(objects):
        for container in pod.containers:
            _, colon, tag = container["image"].rpartition("/")[2].partition(":")
            if not colon or tag in {"", "latest"}:
                yield f"{pod.of}: {container['image']} is a different one every day"


RULES: Final[tuple[Rule, ...]] = (
    runs_as_nobody,
    can_change_nothing,
    writes_only_to_memory,
    cannot_ask_the_api,
    has_its_account,
    is_probed,
    is_limited,
    names_no_secret,
    secrets_are_private,
    only_migrations_own,
    drains,
    selects_its_own,
    budgets_match,
    scales_within_partitions,
    is_closed,
    data_outlives_the_release,
    is_labelled,
    stands_once,
    says_which_image,
)


def left_of(objects: Objects, service: str) -> set[str]:
    """What still speaks of a service; its topics stay, because others read what it said."""
    word = re.compile(rf"\b{service}\b")
    return {
        title(found)
        for found in objects
        if found["kind"] not in {"KafkaTopic", "KafkaUser"}
        and any(word.search(text) for text in strings(found))
    }


def broken_rules(objects: Objects) -> list[str]:
    """Every breach of every rule, with the rule's name."""
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(objects)]
