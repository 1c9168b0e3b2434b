"""What was ever published: every version of every schema, and the golden samples. Only added to.

``schemas/<type>/<version>.json`` and ``samples/<type>/<version>-<what it shows>.json``. The digest
of each is in ``frozen.sha256``: ``sha256sum -c`` tells without our code whether one was edited.
"""

import hashlib
from pathlib import Path
from typing import Any

import orjson

Schema = dict[str, Any]
FOLDER = Path(__file__).parent
_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


class Frozen:
    """The frozen schemas and samples in a folder; ``name`` is an event's type or ``cloudevent``."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self._digests = folder / "frozen.sha256"

    @property
    def names(self) -> list[str]:
        """Everything of which a schema was ever frozen."""
        return sorted(path.name for path in (self.folder / "schemas").glob("*") if path.is_dir())

    def versions(self, name: str) -> dict[str, Schema]:
        """Return every frozen schema by its version, oldest first."""
        files = (self.folder / "schemas" / name).glob("*.json")
        in_order = sorted(files, key=lambda file: [int(part) for part in file.stem.split(".")])
        return {file.stem: orjson.loads(file.read_bytes()) for file in in_order}

    def latest(self, name: str) -> tuple[str, Schema] | None:
        """Return the newest version and its schema; ``None`` when nothing is frozen yet."""
        versions = self.versions(name)
        return list(versions.items())[-1] if versions else None

    def samples(self, name: str, version: str = "") -> list[Path]:
        """Return the files of a type's golden samples, or of one version of it."""
        return sorted((self.folder / "samples" / name).glob(f"{version or '*'}-*.json"))

    def keep(self, name: str, version: str, schema: Schema) -> Path:
        """Write a new version for good, together with its samples' digests, and return its file.

        Raises ``FileExistsError`` rather than overwrite one.
        """
        file = self.folder / "schemas" / name / f"{version}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        named = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:inroads:schema:{name}:{version}",
            **schema,
        }
        with file.open("xb") as new:
            new.write(orjson.dumps(named, option=_PRETTY))
        self.note([file, *self.samples(name, version)])
        return file

    def new_samples(self) -> list[Path]:
        """Return the samples that were added since their version was frozen."""
        noted = self._noted()
        samples = [file for name in self.names for file in self.samples(name)]
        return [file for file in samples if self._relative(file) not in noted]

    def note(self, files: list[Path]) -> None:
        """Keep files for good: from now on an edit of one is a fault."""
        noted = self._noted() | {self._relative(file): _digest(file) for file in files}
        lines = [f"{digest}  {name}\n" for name, digest in sorted(noted.items())]
        self._digests.write_text("".join(lines))

    def faults(self) -> list[str]:
        """Say which frozen files were edited, removed or added by hand."""
        noted, found = self._noted(), []
        for name, digest in noted.items():
            file = self.folder / name
            if not file.is_file():
                found.append(
                    f"{name} was removed; put it back: what was published is kept for ever"
                )
            elif _digest(file) != digest:
                found.append(f"{name} was edited; put it back and freeze a new version instead")
        return found + [
            f"{self._relative(file)} is not frozen; run: ./inroads contracts freeze"
            for file in self._files()
            if self._relative(file) not in noted
        ]

    def _files(self) -> list[Path]:
        schemas = sorted((self.folder / "schemas").glob("*/*.json"))
        return schemas + [sample for name in self.names for sample in self.samples(name)]

    def _noted(self) -> dict[str, str]:
        if not self._digests.exists():
            return {}
        lines = self._digests.read_text().splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}

    def _relative(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
