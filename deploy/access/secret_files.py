"""A region's secrets as files: one folder for each party, laid out as its process reads it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from deploy.catalogue.parties import SERVICES

_BYTES = 32
_NEXT = ".next"


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """Files that only their owner reads: ``<folder>/<party>/<name>``.

    A service's folder is its ``<SERVICE>_SECRETS_DIR``, so its files are named like its variables:
    ``referrals/referrals_kafka_password``. The owner's database URL is kept apart, in
    ``referrals-migrations``, where the running service cannot come by it.
    """

    folder: Path

    def file(self, party: str, field: str) -> Path:
        """Return where a party's secret is, or will be."""
        service = party.removesuffix("-migrations")
        name = f"{service}_{field}" if service in SERVICES else field
        return self.folder / party / name

    def read(self, party: str, field: str) -> str | None:
        """Return a secret; ``None`` if it is not kept here."""
        file = self.file(party, field)
        return file.read_text().strip() if file.exists() else None

    def write(self, party: str, field: str, value: str) -> None:
        """Keep a secret, in place of the one before; a reader sees either, whole."""
        file = self.file(party, field)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        new = file.with_name(f".{file.name}.new")
        new.unlink(missing_ok=True)
        new.touch(0o600)
        new.write_text(value)
        with new.open() as written:
            os.fsync(written.fileno())
        new.replace(file)

    def begin_change(self, party: str, field: str, value: str) -> str:
        """Note what a secret is going to be; return what an interrupted change had noted instead.

        The server is told between this and ``end_change``. However it is cut short, the file holds
        what the server took last, or the note tells what to tell it again.
        """
        noted = self.read(party, field + _NEXT)
        if noted is None:
            self.write(party, field + _NEXT, value)
        return noted or value

    def end_change(self, party: str, field: str) -> None:
        """Put the noted secret in the place of the one before."""
        self.file(party, field + _NEXT).replace(self.file(party, field))


def new_password() -> str:
    """Return 256 random bits in letters that need no quoting anywhere."""
    return secrets.token_urlsafe(_BYTES)
