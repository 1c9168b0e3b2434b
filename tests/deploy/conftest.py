"""Folders for servers that do not run as root."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that every user may pass through, which pytest's own are not for root."""
    folder = Path(tempfile.mkdtemp(prefix="inroads-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # a failed test's servers may still write
