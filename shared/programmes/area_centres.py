"""Where a local authority's middle is: for distances where only the area is known."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_FILE: Final = Path(__file__).with_name("area_centres.csv")


class Centre(NamedTuple):
    """A point on the grid of Great Britain (EPSG:27700), extended over Northern Ireland; metres."""

    easting: int
    northing: int


def centre_of(area: str) -> Centre | None:
    """Return the middle of a local authority, current or former; ``None`` for any other code."""
    return _centres().get(area)


@cache
def _centres() -> Mapping[str, Centre]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["area"]: Centre(int(r["easting"]), int(r["northing"])) for r in rows}
