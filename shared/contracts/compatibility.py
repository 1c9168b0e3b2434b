"""Whether two versions of a schema understand each other: FULL compatibility, judged both ways.

Writers are closed (they send what their schema declares, nothing else) and readers are open (they
ignore what theirs does not declare). This is why an optional field may come and go, which strict
inclusion of one schema in the other would forbid. A change of meaning under the same form nobody
can see here.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from shared.contracts.keywords import (
    alternatives,
    check_known,
    fields,
    takes_type,
    type_of,
    values_of,
)
from shared.contracts.limits import scalar_gaps

Schema = dict[str, Any]


class Gap(NamedTuple):
    """Something that a writer may send and a reader would not take as it was meant.

    ``pointer`` leads into the data, with ``*`` for each item of a list.
    """

    pointer: str
    why: str


class Verdict(NamedTuple):
    """What a change breaks: new code that reads old events, and old code that reads new events."""

    reading_old: tuple[Gap, ...]
    read_by_old: tuple[Gap, ...]

    @property
    def is_full(self) -> bool:
        """Whether both sides understand each other, in whatever order they are rolled out."""
        return not self.reading_old and not self.read_by_old


def compare(old: Schema, new: Schema) -> Verdict:
    """Judge the change from one version to another.

    Raises ``UnknownKeyword`` for a schema that this check cannot judge.
    """
    return Verdict(
        reading_old=tuple(dict.fromkeys(gaps(reader=new, writer=old))),
        read_by_old=tuple(dict.fromkeys(gaps(reader=old, writer=new))),
    )


def gaps(*, reader: Schema, writer: Schema, at: str = "") -> Iterator[Gap]:
    """Yield all that ``writer`` may send and ``reader`` would refuse or misunderstand."""
    check_known(reader, at)
    check_known(writer, at)
    choices = list(alternatives(reader))
    for written in alternatives(writer):
        fitting = [choice for choice in choices if takes_type(choice, written)]
        if fitting:
            yield from _fewest(list(_gaps_of_one(choice, written, at)) for choice in fitting)
        else:
            takes = " or ".join(sorted({type_of(choice) for choice in choices}))
            yield Gap(at, f"{type_of(written)} is written, but only {takes} is read")


def _fewest(found: Iterable[list[Gap]]) -> list[Gap]:
    """Return the gaps of the alternative that comes nearest: none, if one takes everything."""
    return min(found, key=len)


def _gaps_of_one(reader: Schema, writer: Schema, at: str) -> Iterator[Gap]:
    for why in scalar_gaps(reader, writer):
        yield Gap(at, why)
    if type_of(reader) == "array" and values_of(writer) is None:
        yield from gaps(
            reader=reader.get("items", {}), writer=writer.get("items", {}), at=f"{at}/*"
        )
    if type_of(reader) == "object":
        yield from _field_gaps(reader, writer, at)


def _field_gaps(reader: Schema, writer: Schema, at: str) -> Iterator[Gap]:
    always_written = set(writer.get("required", ()))
    for name in reader.get("required", ()):
        if name not in always_written:
            yield Gap(f"{at}/{name}", "is not always written, but required to be read")
    written = fields(writer)
    for name, read in fields(reader).items():
        if name in written:
            yield from gaps(reader=read, writer=written[name], at=f"{at}/{name}")
            yield from _default_gaps(read, written[name], f"{at}/{name}")
    yield from _undeclared_gaps(reader, writer, at)


def _undeclared_gaps(reader: Schema, writer: Schema, at: str) -> Iterator[Gap]:
    """Yield what becomes of fields that the reader does not declare by name."""
    rest = reader.get("additionalProperties", True)
    undeclared = [name for name in fields(writer) if name not in fields(reader)]
    if rest is False:
        for name in undeclared:
            yield Gap(f"{at}/{name}", "is written, but unknown fields are refused")
    elif isinstance(rest, dict):
        for name in undeclared:
            yield from gaps(reader=rest, writer=fields(writer)[name], at=f"{at}/{name}")
        mapped = writer.get("additionalProperties")
        if isinstance(mapped, dict):
            yield from gaps(reader=rest, writer=mapped, at=f"{at}/*")


def _default_gaps(reader: Schema, writer: Schema, at: str) -> Iterator[Gap]:
    """Yield a changed default: left out, the field would mean something else to each side."""
    if "default" in reader and "default" in writer:
        meant, understood = writer["default"], reader["default"]
        if isinstance(meant, dict) and isinstance(understood, dict):
            shared = meant.keys() & understood.keys()
            meant = {name: meant[name] for name in shared}
            understood = {name: understood[name] for name in shared}
        if meant != understood:
            yield Gap(at, f"left out, {meant!r} is meant, but {understood!r} is understood")
