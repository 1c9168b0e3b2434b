"""A running Kubernetes of one node, in one container, and `kubectl` for it."""

import json
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from deploy.cluster.images import NODE, Progress
from deploy.images.docker import Docker, DockerError, run_command
from deploy.local.errors import StackError

_READY_SECONDS: Final = 300
_API_PORT: Final = "6443/tcp"
_RIGHTS: Final = (
    *("--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"),  # all that --privileged gives but one,
    *("--security-opt", "seccomp=unconfined"),  # which a container's own daemon may not give on
    *("--security-opt", "apparmor=unconfined"),
    *("--security-opt", "systempaths=unconfined"),
    *("--device-cgroup-rule", "a *:* rwm"),
    *("--volume", "/dev/kmsg:/dev/kmsg"),
    "--cgroupns=private",
)


@dataclass(frozen=True)
class Node:
    """A cluster of one node: its container, its programs, and how an administrator gets in."""

    docker: Docker
    container: str
    programs: Path
    kubeconfig: Path

    def kubectl(self, *words: str, given: str = "") -> str:
        """Return what a command prints that reads ``given``; ``DockerError`` if it fails."""
        command = [str(self.programs / "kubectl"), "--kubeconfig", str(self.kubeconfig), *words]
        return run_command(command, {}, given=given)

    def found(self, *words: str) -> list[dict[str, Any]]:
        """Return the objects that ``kubectl get`` finds."""
        return list(json.loads(self.kubectl("get", *words, "--output", "json"))["items"])

    def apply(self, namespace: str, *objects: dict[str, Any]) -> None:
        """Bring objects to what is given."""
        given = "---\n".join(json.dumps(one) + "\n" for one in objects)
        self.kubectl("apply", "--namespace", namespace, "--filename", "-", given=given)

    def load(self, images: Sequence[str]) -> None:
        """Give the node images of this machine's Docker. Raises ``DockerError``."""
        take = ["exec", "--interactive", self.container, "ctr", "--namespace=k8s.io", "images"]
        with subprocess.Popen(
            [self.docker.client, "save", *images], stdout=subprocess.PIPE
        ) as saving:
            done = subprocess.run(
                [self.docker.client, *take, "import", "-"],
                check=False,
                stdin=saving.stdout,
                capture_output=True,
                text=True,
            )
        if saving.returncode or done.returncode:
            raise DockerError(f"The node could not take the images: {done.stderr.strip()}")

    def logs(self) -> str:
        """Return what the container said: the ends of its parts' logs, if one of them ended."""
        return self.docker.say("logs", "--tail", "60", self.container)


@contextmanager
def running_node(
    docker: Docker, name: str, network: str, programs: Path, *, folder: Path, progress: Progress
) -> Iterator[Node]:
    """Run a node on a network of Docker's for as long as the context lasts.

    Raises ``StackError`` if it is not ready within five minutes.
    """
    token = secrets.token_hex(32)
    known = replace(docker, environment={**docker.environment, "KUBERNETES_TOKEN": token})
    command = ["run", "--detach", "--name", name, "--hostname", "node", "--network", network]
    command += [*_RIGHTS, "--tmpfs", "/run", "--tmpfs", "/tmp"]  # noqa: S108 - the container's own
    command += ["--publish", "127.0.0.1::6443", "--volume", f"{programs}:/opt/kubernetes:ro"]
    try:
        progress("Kubernetes: starting a cluster of one node.")
        known.say(*command, "--env", "KUBERNETES_TOKEN", NODE)
        address = docker.say("port", name, _API_PORT).split()[0]
        node = Node(docker, name, programs, folder / "kubeconfig")
        _write_kubeconfig(node.kubeconfig, address, token)
        _wait(node)
        progress("Kubernetes: the node is ready.")
        yield node
    finally:
        docker.say("rm", "--force", "--volumes", name)


def _write_kubeconfig(file: Path, address: str, token: str) -> None:
    """The server signs its own certificate, and is reached on the loopback address alone."""
    cluster = {"server": f"https://{address}", "insecure-skip-tls-verify": True}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "node", "cluster": cluster}],
        "users": [{"name": "administrator", "user": {"token": token}}],
        "contexts": [{"name": "node", "context": {"cluster": "node", "user": "administrator"}}],
        "current-context": "node",
    }
    file.touch(0o600)
    file.write_text(yaml.safe_dump(content))


def _wait(node: Node) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _ready(node):
        state = node.docker.say("inspect", "--format", "{{.State.Running}}", node.container).strip()
        if state != "true":
            raise StackError(f"The node has ended by itself. It said:\n{node.logs()}")
        if time.monotonic() > deadline:
            raise StackError(f"The node was not ready in {_READY_SECONDS} s.\n{_parts_said(node)}")
        time.sleep(1)


def _ready(node: Node) -> bool:
    try:
        nodes = node.found("nodes")
    except DockerError:
        return False
    conditions = [one for found in nodes for one in found["status"].get("conditions", ())]
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def _parts_said(node: Node) -> str:
    tail = "tail -n 8 /var/lib/node/log/*.log"
    return node.docker.say("exec", node.container, "sh", "-c", tail)
