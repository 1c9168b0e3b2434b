"""Who did what to a dead letter, when and why: one JSON object on each line of a file."""

import getpass
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.letters import Letter


@dataclass(frozen=True, slots=True)
class Audit:
    """The file (``None``: nothing is kept), which is only ever added to.

    An entry names no person but the operator.
    """

    file: Path | None
    because: str = ""

    def note(self, action: str, letter: Letter, outcome: str) -> None:
        """Add a line and return when it is on the disk. Raises ``CannotTell`` when it cannot be.

        It is called before and after the deed, so that none is done that nobody wrote down.
        """
        if self.file is None:
            return
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": getpass.getuser(),
            "action": action,
            "outcome": outcome,
            "because": self.because,
            "service": letter.service,
            "dead_letter_id": str(letter.found.delivery_id),
            "topic": letter.found.topic,
            "code": letter.found.code,
        }
        try:
            _append(self.file, json.dumps(entry).encode() + b"\n")
        except OSError as error:
            raise CannotTell(
                f"{self.file} cannot be written ({type(error).__name__}), so nothing more is done."
                " Name a file for the record with --audit FILE."
            ) from error


def _append(file: Path, line: bytes) -> None:
    place = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(place, line)
        os.fsync(place)
    finally:
        os.close(place)
