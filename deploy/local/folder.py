"""Where a stack keeps its data: a folder that goes with it, or one that a person chose."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import StackError


@contextmanager
def temporary() -> Iterator[Path]:
    """Give a new folder, for the children's guard to remove when they have ended."""
    folder = Path(tempfile.mkdtemp(prefix="inroads-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # PostgreSQL, which does not run as root, has to pass through
    yield folder


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """Give a folder that is kept; StackError if it is not writable or another stack runs in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        claim = (folder / "claim").open("w")
    except OSError as error:
        raise StackError(
            f"Cannot keep a stack's data in {folder}: {error.strerror}. "
            "Choose a folder that you may write to."
        ) from error
    with claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"Another stack runs in {folder}. Stop it, or choose another folder."
            ) from error
        yield folder.resolve()
