"""The programs of Kubernetes, built once from their Go modules and kept in the user's cache."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError
from deploy.local.jars import cache_folder

PROGRAMS: Final = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubelet",
    "kube-proxy",
    "kubectl",
)
_MODULE: Final = Path(__file__).with_name("kubernetes")
_LOCK: Final = _MODULE / "go.mod"
_TOLD_EVERY_SECONDS: Final = 60
_TAIL_LINES: Final = 15


def kubernetes_version() -> str:
    """Return the version that go.mod locks, such as ``v1.36.3``."""
    found = re.search(r"^\s*k8s[.]io/kubernetes (v\S+)", _LOCK.read_text(), re.MULTILINE)
    if not found:
        raise StackError(f"{_LOCK} requires no k8s.io/kubernetes; put that line back.")
    return found[1]


def kubernetes_programs(progress: Callable[[str], None]) -> Path:
    """Return the folder with the programs, building those that are missing.

    The first time takes about 11 minutes of one processor. Raises ``StackError`` without Go, or if
    a program cannot be built from the modules as locked.
    """
    version = kubernetes_version()
    folder = cache_folder() / "kubernetes" / version
    missing = [name for name in PROGRAMS if not (folder / name).exists()]
    if missing:
        progress(
            f"Kubernetes {version}: building {len(missing)} programs from their modules, once; "
            "about 11 minutes of one processor. What is built is kept, so a Ctrl-C loses little."
        )
        folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(missing, start=1):
        began = time.monotonic()
        progress(f"[{number}/{len(missing)}] {name}")
        _build(name, version, folder, progress)
        progress(f"      {name} is built, in {time.monotonic() - began:.0f} s")
    return folder


def _build(name: str, version: str, folder: Path, progress: Callable[[str], None]) -> None:
    new = folder / f".{name}.new"
    # -v names each package when it is compiled, which shows that it goes on.
    command = [*_go(), "build", "-v", "-trimpath", "-buildvcs=false", "-mod=readonly"]
    command += ["-ldflags", _linked(version), "-o", str(new), f"k8s.io/kubernetes/cmd/{name}"]
    with subprocess.Popen(
        command,
        cwd=_MODULE,
        env={**os.environ, "CGO_ENABLED": "0", "GOWORK": "off"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said: list[str] = []
        told = time.monotonic()
        for line in process.stderr or ():
            said.append(line)
            if time.monotonic() - told > _TOLD_EVERY_SECONDS:
                told = time.monotonic()
                progress(f"      {len(said)} packages compiled")
    if process.returncode:
        raise StackError(
            f"{name} could not be built. The end of what Go said:\n"
            f"{''.join(said[-_TAIL_LINES:])}"
            "Check the network and GOPROXY, and that Go is as new as go.mod asks for, then start "
            "again: what was built so far is kept."
        )
    new.replace(folder / name)


def _go() -> list[str]:
    if not (go := shutil.which("go")):
        raise StackError(
            "Kubernetes is built with Go, which is not here. Install Go (version: see "
            f"{_LOCK}) so that 'go version' answers, then start again."
        )
    return ["nice", "-n", "10", go]


def _linked(version: str) -> str:
    """What the linker writes into a program: without it, it takes itself for version 0.0."""
    major, minor, _ = version.removeprefix("v").split(".")
    said = {"gitVersion": version, "gitMajor": major, "gitMinor": minor}
    packages = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
    words = [f"-X {package}.{name}={is_}" for package in packages for name, is_ in said.items()]
    return " ".join(["-s", "-w", *words])
