"""British English for lists, slots of a week, places and languages."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from services.matching.optimization.explanation.language_names import LANGUAGES
from services.matching.optimization.explanation.telling import Noun
from services.matching.optimization.problem.parts import SLOTS, TIMES, Place

_DAYS: Final = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_FEW_SLOTS: Final = 3
_TELL_AT_MOST: Final = 3
_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""The National Grid's: without I."""

_SQUARE: Final = 100_000
_TILE: Final = 10_000
_COLUMNS: Final = 5
_NORTHMOST: Final = 19


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """Return such as ``a, b and c``."""
    *first, last = words or ("",)
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def code(word: str) -> str:
    """A code as people say it: ``first-in-family`` becomes ``first in family``."""
    return word.replace("-", " ").replace("_", " ")


def slot(of: str) -> str:
    """``tue-evening`` as ``Tuesday evening``."""
    day, time = of.split("-")
    return f"{_DAYS[day]} {time}"


def when(slots: Collection[str]) -> str:
    """Several slots: by name if they are few, else by time of day; a time must have been said."""
    if not slots:
        return "a day and time yet to be agreed"
    week = [s for s in SLOTS if s in set(slots)]
    if len(week) <= _FEW_SLOTS:
        return listed([f"{slot(s)}s" for s in week], "or")
    times = {s.partition("-")[2] for s in week}
    return listed([f"{time}s" for time in TIMES if time in times], "or")


def busiest(slots: Iterable[str], noun: Noun) -> str:
    """The slots in which most suppliers could, with how many each: ``Saturday mornings (5)``."""
    counts = Counter(slots)
    order = sorted(counts, key=lambda s: (-counts[s], SLOTS.index(s)))[:_TELL_AT_MOST]
    return listed([f"{slot(s)}s ({noun.count(counts[s])})" for s in order], "or")


def speaks(codes: Collection[str]) -> str:
    """What a recruit must speak for somebody: empty where English will do."""
    return "" if "en" in codes else f"speaking {languages(codes)}"


def grid_square(place: Place) -> str:
    """The 10 km square of the National Grid in which a place lies, such as ``SP08``."""
    east, north = place.easting // _SQUARE, place.northing // _SQUARE
    down = _NORTHMOST - north
    first = down - down % _COLUMNS + east // _COLUMNS + 2
    second = down % _COLUMNS * _COLUMNS + east % _COLUMNS
    tile = f"{place.easting % _SQUARE // _TILE}{place.northing % _SQUARE // _TILE}"
    return f"{_LETTERS[first]}{_LETTERS[second]}{tile}"


def languages(codes: Iterable[str]) -> str:
    """Languages by their English names, the code where we have no name."""
    return listed([LANGUAGES.get(c, f"the language “{c}”") for c in codes], "or")
