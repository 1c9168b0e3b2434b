"""Errors told without the values that caused them."""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Iterator
from traceback import walk_tb
from types import FrameType
from typing import Any

from pydantic_core import ValidationError

from shared.privacy.patterns import HIDDEN, scrub

_OUR_CODE = ("services.", "shared.", "deploy.")
_MOST_CAUSES = 3
_MOST_PARTS = 10
_MOST_FRAMES = 25
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_$.-]{0,62}")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_HIGHEST_CODE = 999


class SafeMessage(Exception):
    """An error of ours whose text holds no value from outside: it may be logged and shown."""


class SafeText(str):
    """Text made by this module, which logs show under any key."""

    __slots__ = ()


def safe_error(error: BaseException) -> SafeText:
    """The error's type, code and place, and its causes', but no text that could hold a value.

    Only SafeMessage errors speak for themselves; validation errors become pairs of JSON pointer
    and error type, database errors a SQLSTATE with the table and constraint.
    """
    told = [_told(cause) for cause in _causes(error)]
    return SafeText(" <- ".join(told))


def safe_frames(error: BaseException) -> list[str]:
    """Where the error passed, outermost first, as `module:line function`: no locals, no paths."""
    frames = [_place(frame, line) for frame, line in walk_tb(error.__traceback__)]
    return frames[-_MOST_FRAMES:]


def told(error: BaseException) -> dict[str, Any]:
    """The keys of a log line that tell an error."""
    return {"error": safe_error(error), "frames": safe_frames(error)}


def error_of(exc_info: object) -> BaseException | None:
    """The error meant by any of the forms that `exc_info` takes: True, an error, or a triple."""
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    elif exc_info is True:
        exc_info = sys.exc_info()[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if cause is None:
            return
        yield cause
        # A database error's causes are the same error in the driver's words.
        if _database(cause):
            return
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _told(error: BaseException) -> str:
    detail = _detail(error)
    return type(error).__qualname__ + (f": {detail}" if detail else "") + _at(error)


def _detail(error: BaseException) -> str:
    match error:
        case SafeMessage():
            return scrub(str(error))
        case ValidationError():
            return _validation(error)
        case json.JSONDecodeError():
            return f"line {error.lineno} column {error.colno}"
        case UnicodeDecodeError() | UnicodeEncodeError():
            return f"{_matching(_IDENTIFIER, error.encoding)} at {error.start}"
        case BaseExceptionGroup():
            return "; ".join(_told(inner) for inner in error.exceptions[:_MOST_PARTS])
        case _:
            return _database(error) or _code(error)


def _validation(error: ValidationError) -> str:
    parts = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{_pointer(part['loc'], part['type'])} {part['type']}" for part in parts[:_MOST_PARTS]]
    more = len(parts) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _pointer(location: tuple[int | str, ...], problem: str) -> str:
    """A JSON pointer in which every name that the sender may have made up is hidden."""
    names = [_name(part) for part in location]
    if problem == "extra_forbidden" and names:
        names[-1] = HIDDEN
    for place in range(1, len(names)):
        if location[place] == "[key]":
            names[place - 1] = HIDDEN
    return "".join(f"/{name}" for name in names) or "/"


def _name(part: int | str) -> str:
    # A key of a mapping can pass for a field: mappings keyed by words of people must be Sensitive.
    if isinstance(part, int):
        return str(part)
    return part if _FIELD.fullmatch(part) else HIDDEN


def _database(error: BaseException) -> str:
    """SQLSTATE, table and constraint of a driver's error, or of the one SQLAlchemy wraps."""
    wrapped = getattr(error, "orig", None)
    inner = getattr(wrapped, "__cause__", None)
    for source in (inner, wrapped, error):
        if state := _matching(_SQLSTATE, getattr(source, "sqlstate", None)):
            names = [getattr(source, f"{kind}_name", None) for kind in ("table", "constraint")]
            return " ".join(filter(None, [state, *(_matching(_IDENTIFIER, it) for it in names)]))
    return ""


def _code(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, "")
    code = getattr(error, "code", None)
    return str(code) if isinstance(code, int) and 0 <= code <= _HIGHEST_CODE else ""


def _matching(shape: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else ""


def _at(error: BaseException) -> str:
    """The innermost place in our own code, or else the innermost one."""
    frames = [(frame, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [(frame, line) for frame, line in frames if _module(frame).startswith(_OUR_CODE)]
    for frame, line in (ours or frames)[-1:]:
        return f" at {_place(frame, line)}"
    return ""


def _place(frame: FrameType, line: int) -> str:
    return f"{_module(frame)}:{line} {frame.f_code.co_name}"


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "?"))
