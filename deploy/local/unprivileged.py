"""As whom PostgreSQL runs, which refuses to run as root, and what that user can reach."""

import os
import pwd
import subprocess
from pathlib import Path

from deploy.local.errors import StackError

# "nobody": the user id that owns nothing. It is lent to PostgreSQL's processes, and no account is
# made for them.
_NOBODY = 65_534


def server_uid() -> int | None:
    """Return the user id to start PostgreSQL with, None for one's own; StackError if that id has no
    name.
    """
    own = os.geteuid()
    uid = _NOBODY if own == 0 else own
    try:
        pwd.getpwuid(uid)
    except KeyError as error:
        raise StackError(
            f"User id {uid} has no entry in the password file, and PostgreSQL does not start "
            "without one. In a container, run as a user that its image knows, or as root; or name "
            "a PostgreSQL server in INROADS_DATABASE."
        ) from error
    return uid if own == 0 else None


def permits(uid: int | None, operator: str, path: Path) -> bool:
    """Whether `test OPERATOR PATH` holds for that user id."""
    if uid is None:
        return True
    probe = ["test", operator, str(path)]
    return not subprocess.run(probe, check=False, user=uid, group=uid, extra_groups=()).returncode


def hand_over(folder: Path, uid: int | None) -> None:
    """Make the folder if need be and give it to that user id; StackError if it lies where that id
    cannot go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if uid is None:
        return
    folder.parent.chmod(0o711)
    os.chown(folder, uid, uid)
    if not permits(uid, "-w", folder):
        raise StackError(
            f"PostgreSQL does not run as root, and user id {uid}, which it runs as instead, cannot "
            f"enter {folder}. Choose a folder that everybody may pass through: set TMPDIR to /tmp, "
            "for one."
        )
