"""Docker as it is on this machine: which client answers, and how it builds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError

_FIRST_WITHOUT_BUILDKIT: Final = 23
"""From this version on, BuildKit is no part of the client but a plug-in of its own."""

_ANSWER_SECONDS: Final = 20
_TAIL_LINES: Final = 40


class DockerError(StackError):
    """A Docker command failed, or there is no Docker to be had; says what to do."""


@dataclass(frozen=True)
class Docker:
    """A client that reaches a daemon, and what its commands need in the environment."""

    client: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def say(self, *words: str, timeout: float | None = None) -> str:
        """Run a command and return what it prints; DockerError with its last lines if it fails."""
        return run_command([self.client, *words], self.environment, timeout)

    def knows(self, image: str) -> bool:
        """Whether the image is on this machine."""
        return bool(self.say("images", "--quiet", image).strip())

    def pull(self, image: str, seconds: float = 60) -> bool:
        """Whether the image could be taken from a registry."""
        try:
            self.say("pull", "--quiet", image, timeout=seconds)
        except DockerError:
            return False
        return True

    def compose(self) -> Sequence[str]:
        """Return the words that begin a compose command; DockerError without compose 2 or later."""
        beside = Path(sys.executable).with_name("docker-compose")
        for words in ([self.client, "compose"], [str(beside)], ["docker-compose"]):
            if _major(_answer([*words, "version", "--short"])) > 1:
                return words
        raise DockerError(
            "There is no docker compose of version 2 or later here. Install Docker's compose "
            "plug-in, or start through ./inroads, which brings one as a Python package."
        )


def find_docker() -> Docker:
    """Return the first client that reaches a daemon and can use BuildKit.

    INROADS_DOCKER names one. Raises DockerError, which says what each candidate lacks.
    """
    named = os.environ.get("INROADS_DOCKER")
    found = [named] if named else [shutil.which("docker"), "/usr/bin/docker"]
    faults = []
    for client in dict.fromkeys(filter(None, found)):
        fault, environment = _examine(client)
        if not fault:
            return Docker(client, environment)
        faults.append(f"{client}: {fault}")
    raise DockerError("\n".join(faults) if faults else _NOT_HERE)


_NOT_HERE: Final = (
    "There is no Docker here. Install Docker (on Debian, as root: 'apt-get install docker.io', "
    "then start dockerd), or name a client in INROADS_DOCKER. Nothing else of Inroads needs it: "
    "./inroads demo and ./inroads test start their own servers."
)


def _examine(client: str) -> tuple[str, dict[str, str]]:
    """Return what is missing, if anything is, and what the client needs in its environment."""
    version = _answer([client, "version", "--format", "{{.Client.Version}}"])
    if not version or not _answer([client, "version", "--format", "{{.Server.Version}}"]):
        return "no daemon answers. Start dockerd, or let your user into the docker group.", {}
    if _major(version) < _FIRST_WITHOUT_BUILDKIT:
        return "", {"DOCKER_BUILDKIT": "1"}
    if _answer([client, "buildx", "version"]):
        return "", {}
    return "it cannot build: its buildx plug-in is missing. Install docker-buildx.", {}


def _answer(command: Sequence[str]) -> str:
    try:
        return run_command(command, {}, _ANSWER_SECONDS).strip()
    except DockerError:
        return ""


def _major(version: str) -> int:
    number = version.removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def run_command(
    command: Sequence[str],
    environment: Mapping[str, str],
    timeout: float | None = None,
    *,
    given: str = "",
) -> str:
    """Run a program with more in its environment and something to read; return what it prints.

    Raises ``DockerError`` with its last lines if it cannot be run, fails, or takes longer than
    ``timeout`` seconds.
    """
    words = " ".join(command)
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **environment},
            check=True,
            input=given,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
    except OSError as error:
        raise DockerError(f"'{words}' cannot be run: {error}.") from error
    except subprocess.TimeoutExpired as error:
        raise DockerError(f"'{words}' did not end within {timeout:.0f} seconds.") from error
    except subprocess.CalledProcessError as error:
        said = f"{error.stdout}{error.stderr}".strip().splitlines()
        tail = "\n".join(said[-_TAIL_LINES:])
        raise DockerError(f"'{words}' failed. The end of what it said:\n{tail}") from error
    return done.stdout
