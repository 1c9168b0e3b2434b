"""Finding the events in a sender's files: one JSON document, or a line of JSON for each event."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

STDIN = "-"
_LINES = (".jsonl", ".ndjson")
_BARE = (
    "this is no CloudEvent: it has no 'specversion'. If it is an event's data, put it into an"
    ' envelope: {"specversion": "1.0", "id": "...", "source": "...",'
    ' "type": "inroads.referral.submitted.v1", "data": {...}}.'
    " shared/contracts/samples/inbound/referral-submitted.json is an example"
)


class FoundEvent(NamedTuple):
    """The bytes of one event and the file and line where they begin."""

    file: str
    line: int
    value: bytes


class UnusableFile(Exception):
    """A file in which no events can be found; the text says what to do about it."""


def read_events(names: Iterable[str]) -> Iterator[FoundEvent]:
    """Yield the events of all files in order; ``-`` is standard input. Raises ``UnusableFile``."""
    for name in names:
        content = _content(name)
        if not content.strip():
            raise UnusableFile(f"{name}: there is nothing in it; give a file with events")
        if _is_lines(name, content):
            yield from _events_in_lines(name, content)
        else:
            yield from _events_in_document(name, content)


def _content(name: str) -> bytes:
    try:
        content = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise UnusableFile(f"{name}: cannot be read ({error.strerror}); check the path") from error
    return content.removeprefix(b"\xef\xbb\xbf")  # an editor's mark, no part of the first event


def _is_lines(name: str, content: bytes) -> bool:
    if name.endswith(_LINES):
        return True
    if name.endswith(".json"):
        return False
    if name != STDIN:
        raise UnusableFile(
            f"{name}: name it .json (one event or a list) or .jsonl (an event on each line),"
            f" or pipe it in: ./inroads check - < {name}"
        )
    try:
        json.loads(content)
    except ValueError:
        return True
    return False


def _events_in_lines(name: str, content: bytes) -> Iterator[FoundEvent]:
    """Yield every line that is not blank. A malformed one is an event all the same, as on Kafka."""
    for number, line in enumerate(content.split(b"\n"), 1):
        if value := line.strip():
            yield FoundEvent(name, number, value)


def _events_in_document(name: str, content: bytes) -> Iterator[FoundEvent]:
    try:
        text = content.decode()
        document = json.loads(text)
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{name}: is not UTF-8 text; save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}, column {error.colno}"
        hint = "correct this place, or name the file .jsonl if each line is an event"
        raise UnusableFile(f"{place}: is not JSON ({error.msg}); {hint}") from error
    if isinstance(document, list):
        yield from _items(name, text)
    elif isinstance(document, dict) and "specversion" not in document:
        raise UnusableFile(f"{name}: {_BARE}")
    else:
        start = len(text) - len(text.lstrip())
        yield FoundEvent(name, 1 + text.count("\n", 0, start), text.strip().encode())


def _items(name: str, text: str) -> Iterator[FoundEvent]:
    """Yield the items of a JSON list as they are written, so that they are judged as written."""
    decode = json.JSONDecoder().raw_decode
    line, counted_to = 1, 0
    at = _next_item(text, text.index("[") + 1)
    while text[at] != "]":
        line, counted_to = line + text.count("\n", counted_to, at), at
        _, end = decode(text, at)
        yield FoundEvent(name, line, text[at:end].encode())
        at = _next_item(text, end)


def _next_item(text: str, at: int) -> int:
    while text[at] in " \t\r\n,":
        at += 1
    return at
