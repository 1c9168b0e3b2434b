"""Downloads of locked jars through a Maven client, each kept only when it is complete and as
locked.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.errors import StackError
from deploy.local.lock import Jar

if TYPE_CHECKING:
    from jgo.maven import MavenContext

_AT_ONCE = 8
_ATTEMPTS = 3
_TIMEOUT_SECONDS = 60
_MEGABYTE = 1_000_000


def download(
    jars: Sequence[Jar], folder: Path, progress: Callable[[str], None], stopping: threading.Event
) -> None:
    """Put every jar into the folder, saying how far it is; StackError if one cannot be had as
    locked.
    """
    meter = _Meter(jars, progress)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=_writable(folder)) as repository:
        context = _maven(Path(repository))

        def fetch(jar: Jar) -> None:
            if stopping.is_set():
                raise StackError("The download was stopped; what was fetched so far is kept.")
            # Renamed into place, so that another start never reads half a file.
            _fetch(jar, context).replace(folder / jar.file_name)
            meter.add(jar)

        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            largest_first = sorted(jars, key=lambda jar: jar.size, reverse=True)
            for _ in pool.map(fetch, largest_first):
                pass
        finally:
            pool.shutdown(cancel_futures=True)


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
    except OSError as error:
        raise StackError(
            f"Cannot keep downloads in {folder} ({error.strerror}). "
            "Set XDG_CACHE_HOME to a folder that you may write to."
        ) from error
    return folder


def _maven(repository: Path) -> "MavenContext":
    # Imported here because most starts fetch nothing.
    from jgo.maven import MavenContext  # noqa: PLC0415

    mirror = os.environ.get("INROADS_MAVEN")
    return MavenContext(
        repo_cache=repository,
        remote_repos={"mirror": mirror} if mirror else None,
        timeout=_TIMEOUT_SECONDS,
    )


def _fetch(jar: Jar, context: "MavenContext") -> Path:
    group, name, version = jar.artifact.split(":")
    artifact = context.project(group, name).at_version(version).artifact()
    trouble = ""
    for _ in range(_ATTEMPTS):
        try:
            file = Path(artifact.resolve())
        except (OSError, RuntimeError) as error:  # no route, a time-out, an answer of another kind
            trouble = str(error)
        else:
            if jar.is_in(file):
                return file
            trouble = "what was sent differs from the lock"
        # The client takes whatever lies at this path for the artifact, cut or not.
        if artifact.cached_path:
            artifact.cached_path.unlink(missing_ok=True)
    raise StackError(
        f"Could not fetch {jar.artifact}, a part of Apache Kafka: {trouble}.\n"
        "Check the network and its proxy settings, or name a mirror of Maven Central in "
        "INROADS_MAVEN, then start again: what was fetched so far is kept."
    )


class _Meter:
    """Says what is being downloaded and, at every tenth, how far it is."""

    def __init__(self, jars: Sequence[Jar], progress: Callable[[str], None]) -> None:
        self._bytes = sum(jar.size for jar in jars)
        self._bytes_done = self._tenths_told = 0
        self._progress = progress
        self._lock = threading.Lock()
        progress(f"Apache Kafka: downloading {len(jars)} files, {_megabytes(self._bytes)}, once.")

    def add(self, jar: Jar) -> None:
        with self._lock:
            self._bytes_done += jar.size
            tenths = self._bytes_done * 10 // self._bytes
            if tenths > self._tenths_told:
                self._tenths_told = tenths
                self._progress(
                    f"Apache Kafka: {_megabytes(self._bytes_done)} of {_megabytes(self._bytes)}."
                )


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB"
