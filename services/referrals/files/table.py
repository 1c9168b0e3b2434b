"""Reading a file of rows: CSV as spreadsheets save it, in UTF-8, with a line of column names."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from services.referrals.files.cells import clean
from services.referrals.files.columns import KINDS, REVISION, Kind
from shared.privacy.safe_errors import SafeMessage

MAX_ROWS: Final = 20_000
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS: Final = ",;\t"
_BRITISH: Final = {"organisation": "organization"}


class UnusableTable(SafeMessage):
    """A file in which no rows can be found; the text says what to do, and nothing of the file."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line on which it begins, its cells by column, and whether it has too many."""

    line: int
    cells: dict[str, str]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows of one kind."""

    kind: Kind
    rows: Sequence[Row]


def read_table(content: bytes, kind: str = "") -> Table:
    """Return the rows of a file; its kind is seen by its columns, if it is not said.

    Raises ``UnusableTable``. Rows without anything in them are passed over.
    """
    lines = _lines(_text(content))
    line, header = next(lines, (0, []))
    if not header:
        raise UnusableTable("there is nothing in it; give a file with a line of column names")
    names = [_named(cell) for cell in header]
    found = KINDS[kind] if kind else _kind_of(names)
    _check(names, found, line)
    rows = []
    for line, cells in lines:
        if any(cells):
            rows.append(_row(line, cells, names))
        if len(rows) > MAX_ROWS:
            raise UnusableTable(f"it has more than {MAX_ROWS:,} rows; send it in pieces")
    return Table(found, rows)


def _text(content: bytes) -> str:
    if content.startswith(_UTF_16):
        raise UnusableTable("is UTF-16 text; save it as 'CSV UTF-8'")
    try:
        return content.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise UnusableTable(f"is not UTF-8 text (line {line}); save it as 'CSV UTF-8'") from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins; a quoted cell may go over several."""
    source = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in source:
            yield begins, [clean(cell) for cell in cells]
            begins = source.line_num + 1
    except csv.Error:
        raise UnusableTable(
            f"the quotes of the row on line {begins} do not close as they should; correct that row"
        ) from None


def _delimiter(text: str) -> str:
    """Return what stands between the column names: they hold none of it themselves."""
    header = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _named(cell: str) -> str:
    name = "_".join(cell.casefold().split())
    return _BRITISH.get(name, name)


def _kind_of(names: Sequence[str]) -> Kind:
    """Return the kind that knows most of the columns, those first that miss none they need.

    Of two that know as many, the one that misses less.
    """
    fits = {kind: _fit(kind, names) for kind in KINDS.values()}
    best, second = sorted(fits, key=lambda kind: fits[kind], reverse=True)[:2]
    if fits[best] == fits[second]:
        raise UnusableTable(
            "its first line does not show what kind of file it is. It has to name the columns;"
            f" the kinds are {', '.join(KINDS)}, and an example of each can be printed"
        )
    return best


def _fit(kind: Kind, names: Sequence[str]) -> tuple[bool, int, int]:
    """Return how well columns fit a kind: the most is best. Where none is known, all fit alike."""
    known = sum(column.name in names for column in kind.columns)
    missing = len(_missing(kind, names))
    return not missing, known, -missing if known else 0


def _missing(kind: Kind, names: Sequence[str]) -> list[str]:
    return [column.name for column in kind.columns if column.needed and column.name not in names]


def _check(names: Sequence[str], kind: Kind, line: int) -> None:
    """Refuse columns that would be lost, or are missing. What the file calls them is not said."""
    known = [column.name for column in kind.columns] + [REVISION]
    for number, name in enumerate(names, 1):
        if name and name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"; is '{near[0]}' meant?" if near else ""
            raise UnusableTable(
                f"line {line}, column {number}: a file of {kind.name} has no such column{meant}"
                f" Its columns are {', '.join(known)}"
            )
        if name and name in names[: number - 1]:
            raise UnusableTable(f"line {line}: the column '{name}' is there twice; leave one")
    if missing := _missing(kind, names):
        columns = ", ".join(missing)
        raise UnusableTable(f"line {line}: a file of {kind.name} also has to have {columns}")


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    beyond = any(cell for cell, name in zip(cells, names, strict=False) if not name)
    has_more = beyond or any(cells[len(names) :])
    given = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
    return Row(line, given, has_more)
