"""Releases: a copy of the code, named by what is in it, so that a region can go back to it."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError

_PARTS: Final = ("shared", "services")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")
CHECKOUT: Final = Path(__file__).parents[2]
"""Where this program runs from: the release that is meant if none is named."""


@dataclass(frozen=True, slots=True)
class Release:
    """The code of the five services; ``version`` is a digest of its files."""

    version: str
    folder: Path

    @property
    def schemas(self) -> Path:
        """The frozen schemas of everything that this release says and hears."""
        return self.folder / "shared" / "contracts" / "schemas"


def release_of(folder: Path = CHECKOUT) -> Release:
    """Return the release that a folder holds. Raises ``StackError`` when it holds none."""
    if not all((folder / part).is_dir() for part in _PARTS):
        raise StackError(f"{folder} is no release: it has no shared/ and services/. Name another.")
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return Release(digest.hexdigest()[:12], folder)


def kept(state: Path, release: Release) -> Release:
    """Return this release's copy under the state folder, made if it is new."""
    folder = state / "releases" / release.version
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Two regions may be brought to it at once: each copies beside, and the first one counts.
        with tempfile.TemporaryDirectory(prefix=f"{release.version}-", dir=folder.parent) as beside:
            copy = Path(beside) / release.version
            copy_code(release.folder, copy)
            try:
                copy.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
    return Release(release.version, folder)


def copy_code(source: Path, folder: Path) -> None:
    """Copy what makes a release from one folder into another, without compiled files."""
    for part in _PARTS:
        shutil.copytree(source / part, folder / part, ignore=_LEFT_OUT)


def find(state: Path, version: str) -> Release:
    """Return a kept release by its version; raises ``StackError`` with those that there are."""
    folder = state / "releases" / version
    if folder.is_dir():
        return Release(version, folder)
    there = sorted(path.name for path in (state / "releases").glob("*") if path.is_dir())
    raise StackError(
        f"No release {version!r} is kept here. There are: {', '.join(there) or 'none'}."
    )


def _files(folder: Path) -> Iterator[Path]:
    for part in _PARTS:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                yield path
