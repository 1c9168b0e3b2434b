"""Building the images, with the base that can be had: a registry's, or Debian's own packages."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.images.docker import Docker, DockerError
from deploy.images.recipes import ROOT, Recipe

REGISTRY_BASE: Final = "python:3.11-slim-bookworm"
LOCAL_BASE: Final = "inroads-debian:bookworm"
BILL: Final = "/app/sbom.cdx.json"

_DEBIAN: Final = Path(__file__).with_name("debian.sh")


@dataclass(frozen=True)
class Built:
    """An image as it stands on this machine; size in bytes, with everything it shares."""

    image: str
    id: str
    size: int
    created: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is the same for all images of one build; `authorities` is a PEM file or None."""

    version: str
    base: str
    authorities: Path | None
    output: Path


def choose_base(docker: Docker, wanted: str, progress: Callable[[str], None]) -> str:
    """Return the base image, made here if need be; "auto" and "local" are no images but wishes.

    Raises DockerError if it cannot be had.
    """
    if wanted == "auto":
        if docker.knows(REGISTRY_BASE) or docker.pull(REGISTRY_BASE):
            progress(f"Base: {REGISTRY_BASE}, from a registry.")
            return REGISTRY_BASE
        progress(f"Base: no registry gives {REGISTRY_BASE}, so it is {LOCAL_BASE}, made here.")
    elif wanted != "local":
        progress(f"Base: {wanted}, as asked.")
        return wanted
    if not docker.knows(LOCAL_BASE):
        _make_local_base(docker, progress)
    return LOCAL_BASE


def _make_local_base(docker: Docker, progress: Callable[[str], None]) -> None:
    environment = {**os.environ, "DOCKER": docker.client}
    with subprocess.Popen(
        [_DEBIAN, LOCAL_BASE],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            progress(f"  {line.rstrip()}")
    if process.returncode:
        raise DockerError("The base image could not be made; the lines above say why.")


def build_all(
    docker: Docker, recipes: Sequence[Recipe], order: Order, progress: Callable[[str], None]
) -> list[Built]:
    """Build the images one after the other, and write their bills beside `images.json`.

    Raises DockerError with the end of what the failing build said.
    """
    order.output.mkdir(parents=True, exist_ok=True)
    built = []
    for number, recipe in enumerate(recipes, start=1):
        began = time.monotonic()
        progress(f"[{number}/{len(recipes)}] {recipe.image}: {recipe.purpose}")
        tag = f"{recipe.image}:{order.version}"
        _build(docker, recipe, tag, order, progress)
        if recipe.has_bill:
            _write_bill(docker, tag, order.output / f"{recipe.image}.cdx.json")
        built.append(inspect(docker, tag))
        size = built[-1].size / 1e6
        progress(f"      {tag}, {size:.0f} MB, in {time.monotonic() - began:.1f} s")
    rows = [asdict(one) for one in built]
    (order.output / "images.json").write_text(json.dumps(rows, indent=1) + "\n")
    return built


def _build(
    docker: Docker, recipe: Recipe, tag: str, order: Order, progress: Callable[[str], None]
) -> None:
    arguments = {**recipe.arguments, **_origin(), "VERSION": order.version}
    words = ["build", "--progress=plain", "--tag", tag, "--file", str(recipe.dockerfile)]
    for name, value in {**arguments, "BASE_IMAGE": order.base}.items():
        words += ["--build-arg", f"{name}={value}"]
    if order.authorities:
        words += ["--secret", f"id=ca,src={order.authorities}"]
    with tempfile.TemporaryDirectory() as spare, recipe.context(Path(spare), progress) as context:
        docker.say(*words, str(context))


def _origin() -> dict[str, str]:
    """The commit and its time: the same sources give the same labels. The epoch without git."""
    command = ["git", "-c", "safe.directory=*", "log", "-1", "--format=%H %ct"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    revision, _, seconds = done.stdout.strip().partition(" ")
    created = datetime.fromtimestamp(int(seconds or 0), UTC)
    return {"REVISION": revision or "unknown", "CREATED": f"{created:%Y-%m-%dT%H:%M:%SZ}"}


def _write_bill(docker: Docker, tag: str, file: Path) -> None:
    made = docker.say("create", tag).strip()
    try:
        docker.say("cp", f"{made}:{BILL}", str(file))
    finally:
        docker.say("rm", made)


def inspect(docker: Docker, tag: str) -> Built:
    """Return an image as it stands on this machine; DockerError if it does not."""
    found = json.loads(docker.say("image", "inspect", tag))[0]
    return Built(tag, found["Id"], found["Size"], found["Created"])
