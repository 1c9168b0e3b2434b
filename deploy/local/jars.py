"""Apache Kafka's jars: fetched once, checked against the committed lock at every start."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.download import download
from deploy.local.lock import LOCK, locked_jars


def cache_folder() -> Path:
    """Return where downloads are kept: under $XDG_CACHE_HOME or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "inroads"


def kafka_jars(
    progress: Callable[[str], None] = print,
    *,
    cache: Path | None = None,
    lock: Path = LOCK,
    stopping: threading.Event | None = None,
) -> list[Path]:
    """Return the files of the class path, each with the locked SHA-256; what is missing or broken
    is fetched again.

    Raises StackError if a file cannot be had or keeps differing from the lock.
    """
    jars = locked_jars(lock)
    folder = (cache or cache_folder()) / "jars"
    with ThreadPoolExecutor() as pool:
        intact = list(pool.map(lambda jar: jar.is_in(folder / jar.file_name), jars))
    missing = [jar for jar, is_intact in zip(jars, intact, strict=True) if not is_intact]
    if missing:
        download(missing, folder, progress, stopping or threading.Event())
    return [folder / jar.file_name for jar in jars]
