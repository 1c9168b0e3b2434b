"""What documents point at exists: links, paths in this repository, commands."""

import re
from pathlib import Path

import pytest

from deploy.cli.commands import COMMANDS
from shared.contracts.catalogue import PUBLISHERS
from shared.contracts.streams import Stream
from tests.architecture.doors import table_of
from tests.architecture.repository import ROOT, SERVICES, files, shown

DOCUMENTS = [file for file in files() if file.suffix == ".md"]
TELLS_COMMANDS = [file for file in files() if file.suffix in {".md", ".py", ".sh", ".html"}]

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_PATH = re.compile(r"`((?:shared|services|deploy|tests)/[\w./-]*)`")
_COMMAND = re.compile(r"(?<![\w/])\./inroads ([a-z][a-z-]*)")
_NO_COMMAND = {"commands"}
"""Words that follow the program's name in a sentence about it."""

_ARROW = re.compile(r"^ +(\w+) -- (.+) --> (\w+)$", re.MULTILINE)
Arrow = tuple[str, str, str]
TO_OUTSIDE: set[Arrow] = {
    ("referrals", "receipts", "senders"),
    ("matching", "matches", "senders"),
    ("matching", "caseloads", "senders"),
    ("referrals", "employers", "analysts"),
    ("matching", "schools", "senders"),
    ("reporting", "figures", "analysts"),
}
NOT_IN_THE_PICTURE = {Stream.ROLLOUT, Stream.CLOCK, Stream.DEAD_LETTERS}
"""Streams of every service; the text below the picture names them."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_path_that_is_named_exists(document: Path) -> None:
    paths = _PATH.findall(document.read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_command_that_is_named_exists() -> None:
    known = {command.name for command in COMMANDS} | _NO_COMMAND
    unknown = {
        f"{shown(file)}: ./inroads {word}"
        for file in TELLS_COMMANDS
        for word in _COMMAND.findall(file.read_text("utf-8"))
        if word not in known
    }
    assert sorted(unknown) == []


def arrows() -> set[Arrow]:
    """Who says something on which stream that whom listens to, in code."""
    heard = {(row.fact, service) for service in SERVICES for row in table_of(service).hears}
    return {
        (publisher, fact.STREAM.value, listener)
        for publisher, facts in PUBLISHERS.items()
        for fact, listener in heard
        if fact in facts and fact.STREAM not in NOT_IN_THE_PICTURE
    }


def test_the_picture_shows_every_stream_between_services_and_no_other() -> None:
    picture = _ARROW.findall((ROOT / "README.md").read_text("utf-8"))
    drawn = {(here, name, there) for here, names, there in picture for name in names.split(", ")}
    assert drawn == arrows() | TO_OUTSIDE


@pytest.mark.parametrize("folder", ["deploy", "tests"])
def test_a_readme_names_every_folder_beside_it(folder: str) -> None:
    readme = (ROOT / folder / "README.md").read_text("utf-8")
    inside = [
        file.relative_to(ROOT / folder) for file in files() if file.is_relative_to(ROOT / folder)
    ]
    names = {path.parts[0] for path in inside if len(path.parts) > 1}
    assert [name for name in names if f"`{name}/" not in readme] == []
