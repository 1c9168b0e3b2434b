"""What this machine keeps of a region that runs on it: files under one folder, secrets closed."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.access.secret_files import SecretFiles
from deploy.local.region import SERVICES

ORDER: Final = tuple(reversed(SERVICES))
"""Readers before writers: who hears a new fact knows it before anybody says it."""

STATE: Final = Path(__file__).parents[2] / "run" / "regions"
"""Where regions are kept unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One region's folder. Reading what was never written gives nothing, not an error."""

    code: str
    state: Path

    @property
    def folder(self) -> Path:
        """Where everything of this region is."""
        return self.state / self.code

    def step(self, name: str) -> str:
        """Return the command for a step on this region, as somebody would type it here."""
        place = "" if self.state == STATE else f" --state {shlex.quote(str(self.state))}"
        return f"./inroads region {name} {self.code}{place}"

    @property
    def keyrings(self) -> Path:
        """The region's keyrings: one for each service, and the operators' ``region.json``."""
        return self.folder / "keyrings"

    @property
    def secrets(self) -> SecretFiles:
        """Every party's password and database URL, on secured servers."""
        return SecretFiles(self.folder / "secrets")

    @property
    def audit(self) -> Path:
        """Every step that was taken, a line of JSON each."""
        return self.folder / "audit.jsonl"

    @property
    def databases_file(self) -> Path:
        """JSON, service to database URL; holds passwords."""
        return self.folder / "databases.json"

    def log_of(self, service: str) -> Path:
        """What a service said."""
        return self.folder / "logs" / f"{service}.log"

    def databases(self) -> Mapping[str, str]:
        """Return each service's database URL; nothing before the first apply.

        On secured servers the services' own secrets go first: a password may have been renewed.
        """
        kept = {name: self.secrets.read(name, "database_url") for name in SERVICES}
        return (
            {name: url for name, url in kept.items() if url}
            or self.read(self.databases_file.name)
            or {}
        )

    def read(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return what was written under this name, ``None`` if nothing was."""
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else None

    def write(self, name: str, value: object) -> None:
        """Keep a JSON value, whole or not at all, readable by its owner alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(value, file, indent=2)
        beside.replace(path)
