"""Keys at rest: JSON {"region": ..., "keys": {class: [base64 of 32 bytes, newest first]}}."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.privacy.safe_errors import SafeMessage

_OTHERS = stat.S_IRWXO
_GROUP_MAY_WRITE = stat.S_IWGRP


class KeyringError(SafeMessage):
    """The keys that the settings name cannot be used."""


def parse(text: str) -> tuple[str, dict[Any, list[bytes]]]:
    """The region and its keys by class; KeyringError, which quotes nothing, if it has none."""
    parsed = _parsed(text)
    if parsed is None:
        raise KeyringError(
            'the keyring is not of the form {"region": "...", "keys": {"contact": ["<base64>"]}};'
            " load it from the secret store again, or write one with Keyring.generate().save(path)"
        )
    return parsed


def _parsed(text: str) -> tuple[str, dict[Any, list[bytes]]] | None:
    # The causes hold the text, which is nothing but secrets: none of them may travel on.
    try:
        document = json.loads(text)
        keys = {
            name: [base64.b64decode(key, validate=True) for key in held]
            for name, held in document["keys"].items()
        }
        return str(document["region"]), keys
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def read_private(path: Path, *, embedded: bool) -> str:
    """The text of a file that only its owner and group may read, unless the mode is embedded."""
    try:
        # The permissions are those of the file that was opened, whatever the path says afterwards.
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not embedded and mode & (_OTHERS | _GROUP_MAY_WRITE):
                raise KeyringError(
                    f"others can read or change {path} (mode {stat.S_IMODE(mode):o});"
                    f" run: chmod 640 {path}, or mount the secret with defaultMode: 0440"
                )
            return file.read()
    except (OSError, UnicodeError) as error:
        raise KeyringError(
            f"cannot read the keyring {path} ({type(error).__name__});"
            " check the setting that names it, and that this service's user may read it"
        ) from None


def write_private(path: Path, region: str, keys: Mapping[Any, Sequence[bytes]]) -> None:
    """Write a file that only its owner can read; FileExistsError if there is one already."""
    document = {
        "region": region,
        "keys": {
            name: [base64.b64encode(key).decode() for key in held] for name, held in keys.items()
        },
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
