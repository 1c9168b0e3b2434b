"""What spreadsheets make of a cell, and what it says.

A cell that cannot be read as what it should be is passed on as it is: the contract then says what
belongs there. Only what a spreadsheet did to it is told here, since nobody typed that.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

Read = str | int | bool | list[str]
Reader = Callable[[str], Read]

_LONDON: Final = ZoneInfo("Europe/London")
_SAYS: Final = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_WHOLE: Final = re.compile(r"([0-9]{1,9})(?:\.0+)?")
_LOCAL_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_SHOWN_DAY: Final = re.compile(r"[0-9]{1,4}[/. -][0-9A-Za-z]{1,9}[/. -][0-9]{1,4}( .*)?")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?")
_SERIAL_DAY: Final = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_EXPONENT: Final = re.compile(r"[0-9]([.,][0-9]+)?[Ee]\+?[0-9]{1,3}")
_FORMULA: Final = ("=", "@", "+", "-", "\t", "\r")
_PHONE: Final = re.compile(r"\+[0-9 ]+")


class CellFault(NamedTuple):
    """What a spreadsheet did to a cell: a code, and what to do. Holds nothing of the cell."""

    code: str
    hint: str


FORMULA: Final = CellFault(
    "formula_in_cell",
    "The cell begins like a formula (=, +, - or @), and would run in a spreadsheet of whoever opens"
    " it later. Give plain text; a telephone number may begin with +.",
)
SHOWN_DAY: Final = CellFault(
    "date_in_other_form",
    "Give the date as YYYY-MM-DD, such as 2026-12-31. A spreadsheet shows dates in a form of its"
    " own, in which 1/2 is two days: format the column as text, or as yyyy-mm-dd, and save again.",
)
EXPONENT: Final = CellFault(
    "number_in_other_form",
    "A spreadsheet took this for a number and shortened it. Format the column as text, type the"
    " whole of it again, and save again.",
)


def clean(cell: str) -> str:
    """Return a cell without the spaces around it, those that do not break among them."""
    return cell.strip(" \t\r\n\u00a0\u200b\ufeff")


def a_text(cell: str) -> Read:
    """Return the cell as it is."""
    return cell


def a_list(cell: str) -> Read:
    """Return the words of a cell, in their order."""
    return cell.split()


def a_number(cell: str) -> Read:
    """Return a whole number, also where a spreadsheet gave it decimals."""
    whole = _WHOLE.fullmatch(cell)
    return int(whole[1]) if whole else cell


def a_yes(cell: str) -> Read:
    """Return whether the cell says yes: yes, no, y, n, or TRUE and FALSE as spreadsheets write."""
    return _SAYS.get(cell.casefold(), cell)


def a_day(cell: str) -> Read:
    """Return a day as it is written."""
    return cell


def a_moment(cell: str) -> Read:
    """Return a time with its offset from UTC; one without is meant as on London's clocks."""
    if not _LOCAL_TIME.fullmatch(cell):
        return cell
    try:
        return datetime.fromisoformat(cell).replace(tzinfo=_LONDON).isoformat()
    except ValueError:
        return cell


def fault_of(cell: str, reads: Reader) -> CellFault | None:
    """Return what a spreadsheet did to a cell, if it did."""
    if cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell):
        return FORMULA
    if reads in (a_day, a_moment) and not _ISO_DAY.fullmatch(cell):
        shown = _SHOWN_DAY.fullmatch(cell) or _SERIAL_DAY.fullmatch(cell)
        return SHOWN_DAY if shown else None
    return EXPONENT if _EXPONENT.fullmatch(cell) else None
