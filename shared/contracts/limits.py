"""Where a single value's limits differ between a writer and a reader."""

import re
from collections.abc import Iterator
from typing import Any

from shared.contracts.keywords import EQUAL, LOWER, UPPER, values_of

Schema = dict[str, Any]


def scalar_gaps(reader: Schema, writer: Schema) -> Iterator[str]:
    """Say which values the writer may send that the reader refuses; both have one fitting type."""
    written, read = values_of(writer), values_of(reader)
    if written is not None:
        if refused := [value for value in written if not _takes(reader, value)]:
            yield f"{_listed(refused)} may be written, but is refused"
        return
    if read is not None:
        yield f"anything may be written, but only {_listed(read)} is read"
    yield from _bound_gaps(reader, writer)
    for rule in EQUAL:
        if rule in reader and reader[rule] != writer.get(rule):
            found = writer.get(rule, "anything")
            yield f"{rule} {reader[rule]!r} is asked for, but {found!r} is written"


def _bound_gaps(reader: Schema, writer: Schema) -> Iterator[str]:
    for bound in (*LOWER, *UPPER):
        if bound in reader:
            sign = 1 if bound in LOWER else -1
            asked, kept = reader[bound], writer.get(bound)
            if kept is None or sign * kept < sign * asked:
                yield f"{bound} {asked} is asked for, but {_or_none(kept)} is kept"


def _takes(reader: Schema, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a reader takes one listed value."""
    listed = values_of(reader)
    if listed is not None:
        return value in listed
    if not isinstance(value, str):
        return not any(rule in reader for rule in (*LOWER, *UPPER, *EQUAL))
    refused = reader.get("not", {}).get("pattern")
    return (
        reader.get("minLength", 0) <= len(value) <= reader.get("maxLength", len(value))
        and re.search(reader.get("pattern", ""), value) is not None
        and (refused is None or re.search(refused, value) is None)
        and "format" not in reader
    )


def _listed(values: list[Any]) -> str:
    return ", ".join(repr(value) for value in values)


def _or_none(limit: float | None) -> str:
    return "none" if limit is None else str(limit)
