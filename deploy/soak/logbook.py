"""What a soak run has done so far, kept in a file after every piece, so that it can go on later."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any


def default_folder() -> Path:
    """Return where logbooks are kept: the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "inroads" / "soak"


class Logbook:
    """The pieces of one part of a soak run: name of the piece -> what it came to."""

    def __init__(self, folder: Path, part: str, *, again: bool = False) -> None:
        """Go on where the last run stopped; ``again`` forgets it."""
        self._path = folder / f"{part}.json"
        folder.mkdir(parents=True, exist_ok=True)
        if again:
            self._path.unlink(missing_ok=True)
        self.pieces: dict[str, dict[str, Any]] = {}
        if self._path.exists():
            self.pieces = json.loads(self._path.read_text(encoding="utf-8"))

    def write(self, piece: str, result: dict[str, Any]) -> None:
        """Enter a finished piece; the file is never half-written."""
        self.pieces[piece] = result
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self.pieces, indent=1), encoding="utf-8")
        fresh.replace(self._path)

    def total(self) -> Counter[str]:
        """Return the sums of every number in the pieces."""
        sums: Counter[str] = Counter()
        for result in self.pieces.values():
            sums.update({key: n for key, n in result.items() if isinstance(n, int | float)})
        return sums

    def faults(self) -> list[str]:
        """Return everything that was found wrong."""
        return [fault for result in self.pieces.values() for fault in result.get("faults", [])]
