"""From a row to the event that says the same, with an id that is the same each time."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from services.referrals.files.cells import fault_of
from services.referrals.files.columns import REVISION, Kind
from services.referrals.files.table import Row
from shared.contracts.cloudevents import structured
from shared.contracts.envelope import Envelope
from shared.ids import derived

_CLASS: Final = "restricted"
NAMESPACE: Final = UUID("7c1f3a52-9d04-5e6b-8a37-41e0c5b2d986")


class RowFault(NamedTuple):
    """What is wrong with a row before anybody looks at what it says. Holds nothing of it."""

    column: str
    code: str
    hint: str


@dataclass(frozen=True, slots=True)
class RowEvent:
    """A row as the event that it is sent as: structured, under its reference."""

    event_id: str
    key: str
    value: bytes


_TOO_MANY: Final = RowFault(
    "",
    "row_has_more_cells",
    "The row has more cells than there are columns. Put a cell that holds the delimiter into"
    ' quotes ("...").',
)


def event_of_row(kind: Kind, row: Row, sender: str) -> RowEvent | RowFault:
    """Return the row as an event of this sender, or what a spreadsheet did to it.

    Its id is derived from the sender and everything that the row says, in whatever order of
    columns: the same row is the same event, which counts once.
    """
    if row.has_more:
        return _TOO_MANY
    for column in kind.columns:
        if fault := fault_of(row.cells.get(column.name, ""), column.reads):
            return RowFault(column.name, *fault)
    data = _data(kind, row)
    said = orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    event_id = str(derived(NAMESPACE, sender, kind.contract.TYPE, said, _revision(row)))
    key = row.cells.get("reference", "")
    envelope = Envelope(event_id, sender, kind.contract.TYPE, partitionkey=key, dataclass=_CLASS)
    return RowEvent(event_id, key, structured(envelope, data))


def _revision(row: Row) -> str:
    return row.cells.get(REVISION, "")


def _data(kind: Kind, row: Row) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for column in kind.columns:
        if cell := row.cells.get(column.name):
            place = data
            *path, last = column.field.split("/")
            for step in path:
                place = place.setdefault(step, {})
            place[last] = column.reads(cell)
    return data
