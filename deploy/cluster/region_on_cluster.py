"""A region as a platform would run it: the chart on Kubernetes, its servers beside."""

import fcntl
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from deploy.chart.secrets_of import secret_objects
from deploy.chart.values_of import Values, merged
from deploy.cluster.images import Progress, build_images
from deploy.cluster.programs import kubernetes_programs
from deploy.cluster.release import Release
from deploy.cluster.running_node import Node, running_node
from deploy.cluster.servers import KAFKA, MAIL_HOST, PORTS, Servers, region_servers
from deploy.images.docker import Docker, DockerError, find_docker, run_command
from deploy.local.errors import StackError
from deploy.local.jars import cache_folder
from deploy.local.region import SERVICES

_NAME: Final = "inroads-cluster"
"""Of everything in Docker that is made here, so that what a killed run left is found."""
_LEVEL: Final = "pod-security.kubernetes.io/enforce"
_OF_THE_PLATFORM: Final[Values] = {
    "networkPolicies": {name: {"port": PORTS[name]} for name in ("kafka", "postgres")},
    "mail": {"port": PORTS["mail"], "authority": {"secret": "mail-authority"}},
}


@dataclass(frozen=True)
class RegionOnCluster:
    """A region that can be installed: all that the chart's README asks for is there."""

    region: str
    namespace: str
    node: Node
    servers: Servers
    release: Release
    values: Values
    progress: Progress

    def pods(self) -> list[dict[str, Any]]:
        """Return the pods of the services; none of a migration."""
        return _pods(self.node, self.namespace)

    def troubles(self) -> str:
        """Return what Kubernetes has warned of, for whoever must find out what went wrong."""
        events = ("get", "events", "--namespace", self.namespace, "--sort-by=.lastTimestamp")
        return self.node.kubectl(*events, "--field-selector=type=Warning")


def is_ready(pod: dict[str, Any]) -> bool:
    """Whether a pod does its work and is not on its way out."""
    conditions = pod["status"].get("conditions", ())
    ready = any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
    return ready and "deletionTimestamp" not in pod["metadata"]


@contextmanager
def region_on_cluster(region: str, progress: Progress) -> Iterator[RegionOnCluster]:
    """Give a region on a cluster of its own; whatever happens, nothing of it is left afterwards.

    Raises ``StackError``, which says what is missing or went wrong.
    """
    docker = find_docker()
    with ExitStack() as until_the_end:
        folder = until_the_end.enter_context(_alone())
        said = _timed(progress)
        programs = kubernetes_programs(said)
        said(f"{region}: its values, as './inroads region values {region}' prints them.")
        values = region_values(region)
        images = build_images(docker, values["version"], said)
        _sweep(docker, said)
        servers = until_the_end.enter_context(
            region_servers(docker, _NAME, region, values["version"], folder=folder, progress=said)
        )
        node = until_the_end.enter_context(
            running_node(
                docker, f"{_NAME}-node", servers.network, programs, folder=folder, progress=said
            )
        )
        said(f"Kubernetes: taking {len(images)} images.")
        node.load(images)
        namespace = f"inroads-{region}"
        _prepare(node, namespace, servers)

        def tell() -> None:
            with suppress(DockerError):  # the next time, perhaps
                pods = _pods(node, namespace)
                said(f"Helm: {sum(map(is_ready, pods))} of {len(pods)} pods are ready.")

        release = Release(node.kubeconfig, namespace, region, tell)
        yield RegionOnCluster(region, namespace, node, servers, release, values, said)
        said("Stopping, and removing everything that was made.")


def region_values(region: str) -> dict[str, Any]:
    """Return the values that an operator gives Helm: what the command prints, and the platform's
    own.
    """
    command = [sys.executable, "-m", "deploy.cli", "region", "values", region]
    printed = run_command([*command, "--kafka", KAFKA, "--mail-host", MAIL_HOST], {})
    return merged(yaml.safe_load(printed), _OF_THE_PLATFORM)


def _pods(node: Node, namespace: str) -> list[dict[str, Any]]:
    selector = f"app.kubernetes.io/name in ({','.join(SERVICES)})"
    return node.found("pods", "--namespace", namespace, "--selector", selector)


def _prepare(node: Node, namespace: str, servers: Servers) -> None:
    """The namespace that admits only pods without rights, and the secrets."""
    labels = {_LEVEL: "restricted", f"{_LEVEL}-version": "latest"}
    metadata = {"name": namespace, "labels": labels}
    node.apply("default", {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    folder = servers.files.folder
    keyrings = {service: folder / service / "keyring.json" for service in SERVICES}
    authority = (folder / "senders" / "authority.pem").read_text()
    authorities = dict.fromkeys(("kafka", "postgres", "mail"), authority)
    node.apply(namespace, *secret_objects(servers.files, keyrings, authorities))


@contextmanager
def _alone() -> Iterator[Path]:
    """Give an empty folder. What is made in Docker has one name: there is one cluster at a time."""
    folder = cache_folder() / "cluster"
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "cluster.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StackError(
                "Another cluster runs on this machine. Wait until it has ended, then start again."
            ) from error
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        folder.mkdir(0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _sweep(docker: Docker, progress: Progress) -> None:
    """Remove what a run that was killed has left."""
    found = docker.say("ps", "--all", "--quiet", "--filter", f"name=^{_NAME}-").split()
    if found:
        progress("Removing what a run that was killed has left.")
        docker.say("rm", "--force", "--volumes", *found)
    label = f"label=com.docker.compose.project={_NAME}"
    for kind in ("network", "volume"):
        if found := docker.say(kind, "ls", "--quiet", "--filter", label).split():
            docker.say(kind, "rm", *found)


def _timed(progress: Progress) -> Progress:
    began = time.monotonic()
    return lambda text: progress(f"[{time.monotonic() - began:5.0f} s] {text}")
