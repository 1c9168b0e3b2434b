"""Docker for tests: whether there is one to be used, the images that it builds, and compose."""

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from deploy.images.build import Order, build_all, choose_base
from deploy.images.docker import Docker, DockerError, find_docker
from deploy.images.recipes import RECIPES, ROOT
from deploy.local.ports import free_port

WISH = os.environ.get("INROADS_CONTAINERS", "if possible")
"""``no``: leave containers out; ``required``: fail rather than skip where Docker does not run."""

VERSION = "tested"
HARDENED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--network", "none")
_BUILD_OUTPUT = ROOT / "build" / "images-tested"


@cache
def docker() -> Docker:
    """The Docker of this machine; skips the test, saying why, where there is none to be used."""
    if WISH == "no":
        pytest.skip("INROADS_CONTAINERS=no: containers are not wanted here")
    try:
        return find_docker()
    except DockerError as error:
        if WISH == "required":
            raise
        pytest.skip(f"no container can be run here: {error}")


@cache
def built() -> Docker:
    """Docker, once all images of this checkout are built with the tag ``tested``."""
    found = docker()
    authorities = os.environ.get("SSL_CERT_FILE")
    order = Order(
        version=VERSION,
        base=choose_base(found, "auto", print),
        authorities=Path(authorities) if authorities else None,
        output=_BUILD_OUTPUT,
    )
    build_all(found, RECIPES, order, print)
    return found


def image(name: str) -> str:
    """The tag of an image of this checkout."""
    return f"inroads-{name}:{VERSION}"


def told(what: str, *words: str) -> str:
    """What a program in a hardened container of this image prints."""
    return built().say("run", "--rm", *HARDENED, "--entrypoint", words[0], image(what), *words[1:])


@dataclass(frozen=True)
class Compose:
    """A region in containers, under a project name of its own."""

    command: Sequence[str]
    environment: Mapping[str, str]
    project: str
    kafka: str
    prometheus: str

    def say(self, *words: str, check: bool = True) -> str:
        """What a compose command prints; fails with it if the command fails."""
        done = subprocess.run(
            [*self.command, *words],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0 or not check, f"{words}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def inside(self, service: str, *words: str, check: bool = True) -> str:
        """What a program in a running container prints."""
        return self.say("exec", "-T", service, *words, check=check)

    def containers(self) -> dict[str, dict[str, Any]]:
        """What Docker knows of every container, by its name in compose.yaml."""
        ids = self.say("ps", "--all", "--quiet").split()
        found = json.loads(docker().say("inspect", *ids))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def health_of(self, service: str) -> str:
        """``healthy``, ``unhealthy`` or ``starting``."""
        return str(self.containers()[service]["State"]["Health"]["Status"])


@contextmanager
def composed(region: str) -> Iterator[Compose]:
    """`docker compose up --wait` for as long as the context lasts; then nothing of it is left."""
    project = f"inroads-test-{secrets.token_hex(3)}"
    port, prometheus = free_port(), free_port()
    file = ROOT / "deploy" / "compose" / "compose.yaml"
    compose = Compose(
        command=[*built().compose(), "--project-name", project, "--file", str(file)],
        environment={
            **os.environ,
            "INROADS_VERSION": VERSION,
            "INROADS_REGION": region,
            "INROADS_KAFKA_PORT": str(port),
            "INROADS_PROMETHEUS_PORT": str(prometheus),
            "COMPOSE_PROFILES": "observability",
        },
        project=project,
        kafka=f"localhost:{port}",
        prometheus=f"http://localhost:{prometheus}",
    )
    try:
        started = compose.say("up", "--detach", "--wait", "--wait-timeout", "400", check=False)
        wrong = [c for c in compose.containers().values() if not _as_it_should_be(c)]
        logs = compose.say("logs", "--tail", "20") if wrong else ""
        assert not wrong, f"{started}\n{logs}"
        yield compose
    finally:
        compose.say("down", "--volumes", "--timeout", "20")
        mine = ("--quiet", "--filter", f"label=com.docker.compose.project={project}")
        left = [docker().say(kind, "ls", *mine) for kind in ("volume", "network", "container")]
        assert not "".join(left).strip(), f"left behind: {left}"


def _as_it_should_be(container: dict[str, Any]) -> bool:
    state = container["State"]
    if state["Status"] == "exited":
        return bool(state["ExitCode"] == 0)
    return "Health" in state and state["Health"]["Status"] == "healthy"
