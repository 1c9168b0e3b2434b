"""Where made-up personal data has got to: all places in which somebody else could look."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import httpx
import orjson

from shared.contracts.streams import Stream
from shared.privacy.canary import scan
from tests.support import databases
from tests.support.event_log import EventLog
from tests.support.regions import RunningRegion


def where_canaries_are(opened: RunningRegion) -> dict[str, set[str]]:
    """Return every place of a region but its front door that holds a canary: kinds by place."""
    logs = {service: opened.region.log_of(service) for service in opened.services}
    places = [
        *_in_topics(opened.log()),
        *_in_files(logs),
        *at_doors(logs),
        *_in_databases(opened.region.databases),
    ]
    return found_in(places)


def found_in(places: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Return the places whose content holds a canary, and of which kinds."""
    found: dict[str, set[str]] = {}
    for place, content in places:
        if kinds := scan(content):
            found.setdefault(place, set()).update(kinds)
    return found


def in_topics_and_files(log: EventLog, files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return where canaries are in the topics of a region and in these files."""
    return found_in([*_in_topics(log), *_in_files(files)])


def _in_topics(log: EventLog) -> Iterator[tuple[str, bytes]]:
    for record in log.records:
        stream = record.topic.removeprefix(f"{log.region}.")
        if stream == Stream.INBOUND:
            continue
        parts = [record.key or b"", record.value or b""]
        parts += [b"%b=%b" % (name.encode(), raw) for name, raw in record.headers]
        for part in parts:  # each by itself, so that nothing hides in what lies between
            yield f"topic {stream}", part


def _in_files(files: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    for name, file in files.items():
        yield f"log of {name}", file.read_bytes()


def at_doors(logs: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """Everything that the services serve by HTTP, each at the port that its log names last."""
    for service, file in logs.items():
        lines = [line for line in file.read_bytes().splitlines() if b"http.listening" in line]
        assert lines, f"{service} serves no figures: nothing of it could be found"
        for path in ("metrics", "health/ready", "health/live"):
            answer = httpx.get(f"http://127.0.0.1:{orjson.loads(lines[-1])['port']}/{path}")
            assert answer.content, f"{service} answers nothing at /{path}"
            yield f"/{path} of {service}", answer.content


def _in_databases(urls: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for service, url in urls.items():
        tables = databases.rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in (table["tablename"] for table in tables):
            for row in databases.rows(url, f"SELECT t::text AS told FROM {name} AS t"):
                yield f"table {service}.{name}", row["told"].encode()
