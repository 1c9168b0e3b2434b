"""Freezing what the code says now: a first version, a compatible next one, or a refusal."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import FACTS
from shared.contracts.cloudevents import read
from shared.contracts.compatibility import Gap, compare
from shared.contracts.data_schema import data_schema
from shared.contracts.envelope_schema import ENVELOPE, envelope_schema
from shared.contracts.frozen import Frozen
from shared.contracts.keywords import without_words
from shared.contracts.unreadable import Unreadable

Schema = dict[str, Any]
SAMPLES_OF_FIRST_VERSION = 2
"""One with what is required and nothing else, one with everything."""


class CannotFreeze(Exception):
    """A schema may not be published so; the text says which change breaks what, and the way on."""


def current_schemas() -> dict[str, Schema]:
    """Return what the code says now: the schema of every fact by its type, and of the envelope."""
    facts = {name: data_schema(fact) for name, fact in FACTS.items()}
    return {ENVELOPE: envelope_schema(), **facts}


def freeze(frozen: Frozen, name: str, schema: Schema) -> Path | None:
    """Keep a schema as its type's first or next version; ``None`` when it is frozen already.

    Raises ``CannotFreeze`` when it breaks a frozen version, or no golden sample shows it.
    """
    latest = frozen.latest(name)
    if latest is not None and without_words(latest[1]) == without_words(schema):
        return None
    if breaks := what_breaks(frozen.versions(name), schema):
        raise CannotFreeze(_refusal(name, breaks))
    version = _next_version(name, latest[0] if latest else None)
    _require_samples(frozen, name, version)
    return frozen.keep(name, version, schema)


def keep_samples(frozen: Frozen) -> list[Path]:
    """Keep the samples that were added to frozen versions; return their files.

    Raises ``CannotFreeze`` when one cannot be read.
    """
    added = frozen.new_samples()
    for file in added:
        _require_readable(file, file.parent.name)
    if added:
        frozen.note(added)
    return added


def what_breaks(versions: Mapping[str, Schema], schema: Schema) -> dict[str, tuple[Gap, ...]]:
    """Return, for each direction and frozen version that a schema would break, how."""
    breaks = {}
    for version, old in versions.items():
        verdict = compare(old, schema)
        breaks[f"New code could not read events of {version}"] = verdict.reading_old
        breaks[f"Code of {version} could not read new events"] = verdict.read_by_old
    return {direction: found for direction, found in breaks.items() if found}


def faults(frozen: Frozen, current: Mapping[str, Schema]) -> list[str]:
    """Say where code, frozen schemas and samples differ, each with what mends it."""
    found = [
        *frozen.faults(),
        *(_drift(frozen, name, current.get(name)) for name in sorted({*frozen.names, *current})),
        *(_sample_fault(file, name) for name in frozen.names for file in frozen.samples(name)),
    ]
    return [fault for fault in found if fault]


def _drift(frozen: Frozen, name: str, schema: Schema | None) -> str:
    latest = frozen.latest(name)
    if schema is None:
        return (
            f"{name} is frozen but no fact of the catalogue has this type; put it back: its events"
            " are kept in topics and must stay readable"
        )
    if latest is None:
        return f"{name} is not frozen; run: ./inroads contracts freeze {name}"
    if without_words(latest[1]) == without_words(schema):
        return ""
    if breaks := what_breaks(frozen.versions(name), schema):
        return _refusal(name, breaks)
    return f"{name} has grown since {latest[0]}; run: ./inroads contracts freeze {name}"


def _sample_fault(file: Path, name: str) -> str:
    reading = read(file.read_bytes(), ())
    where = f"samples/{name}/{file.name}"
    if isinstance(reading, Unreadable):
        return f"{where} cannot be read: {reading.code} at {reading.pointer}, {reading.hint}"
    if reading[0].type != name:
        return f"{where} is of type {reading[0].type}; move it into that type's folder"
    return ""


def _refusal(name: str, breaks: Mapping[str, tuple[Gap, ...]]) -> str:
    lines = [f"{name} breaks what is frozen:"]
    for direction, found in breaks.items():
        lines += [f"  {direction}:", *(f"    {gap.pointer or '/'}  {gap.why}" for gap in found)]
    return "\n".join([*lines, f"  Next step: {_way_on(name)}"])


def _way_on(name: str) -> str:
    if name == ENVELOPE:
        return "keep every attribute as it is; a new one is optional."
    subject, major = name.rsplit(".v", 1)
    return (
        "keep every field as it is and say the new thing in a new, optional field. If that cannot\n"
        f"  be, write a new class with TYPE = '{subject}.v{int(major) + 1}', publish it beside\n"
        f"  '{name}' until no region reads the old one, and freeze that."
    )


def _next_version(name: str, latest: str | None) -> str:
    if latest is None:
        found = re.search(r"\.v(\d+)$", name)
        return f"{found[1] if found else 1}.0"
    major, minor = latest.split(".")
    return f"{major}.{int(minor) + 1}"


def _require_samples(frozen: Frozen, name: str, version: str) -> None:
    if name == ENVELOPE:
        return
    needed = SAMPLES_OF_FIRST_VERSION if version.endswith(".0") else 1
    if len(frozen.samples(name, version)) < needed:
        names = "minimal.json and full.json" if needed > 1 else "full.json, with what is new"
        raise CannotFreeze(
            f"{name} {version} has no golden samples. Write structured CloudEvents with fictitious"
            f" values: shared/contracts/samples/{name}/{version}-{names}; then freeze again."
        )
    for file in frozen.samples(name, version):
        _require_readable(file, name)


def _require_readable(file: Path, name: str) -> None:
    if fault := _sample_fault(file, name):
        raise CannotFreeze(f"{fault}. Correct the sample, then freeze again.")
