"""Whether a release understands, and is understood by, what every live region runs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from deploy.operate.cannot_tell import CannotTell
from shared.contracts.compatibility import Gap, compare
from shared.contracts.frozen import FOLDER, Frozen, Schema
from shared.contracts.keywords import UnknownKeyword

CANDIDATE = FOLDER / "schemas"


class Problem(NamedTuple):
    """A type that the release and a live one would not both understand.

    ``live`` is the folder of the live release's schemas; ``pointer`` leads into the event's data.
    """

    live: Path
    type: str
    version: str
    direction: str
    pointer: str
    why: str

    def __str__(self) -> str:
        where = f" {self.pointer}" if self.pointer else ""
        return f"{self.type} {self.version}: {self.direction}:{where} {self.why}"


def compatible_with(versions: Sequence[Path], candidate: Path = CANDIDATE) -> list[Problem]:
    """Return what stands between a release and the live ones; an empty list when nothing does.

    ``versions`` are folders of ``shared/contracts/schemas``, one of each release that a region
    runs. While regions are rolled out one by one, and if a release is taken back, old code reads
    new events and new code reads old ones; what an earlier version of a type wrote still stands in
    topics. Raises ``CannotTell`` for a folder that holds no schemas.
    """
    new = _frozen(candidate)
    return [problem for live in versions for problem in _problems(live, _frozen(live), new)]


def _frozen(folder: Path) -> Frozen:
    frozen = Frozen(folder.parent)
    if folder.name != "schemas" or not frozen.names:
        raise CannotTell(f"{folder} holds no frozen schemas; name a release's contracts/schemas.")
    return frozen


def _problems(live: Path, old: Frozen, new: Frozen) -> Iterator[Problem]:
    for name in old.names:
        latest, versions = new.latest(name), old.versions(name)
        if latest is None:
            why = "its events stand in topics; keep the type until none is kept any more"
            yield Problem(live, name, list(versions)[-1], "the release does not know it", "", why)
            continue
        for version, schema in versions.items():
            is_newest = version == list(versions)[-1]
            for direction, gap in _gaps(schema, latest[1], both_ways=is_newest):
                yield Problem(live, name, version, direction, gap.pointer, gap.why)


def _gaps(old: Schema, new: Schema, *, both_ways: bool) -> Iterable[tuple[str, Gap]]:
    try:
        verdict = compare(old, new)
    except UnknownKeyword as error:
        return [("it cannot be judged", Gap("", str(error)))]
    reading = [("the release could not read live events", gap) for gap in verdict.reading_old]
    if not both_ways:
        return reading
    return reading + [("a live region could not read its events", g) for g in verdict.read_by_old]
