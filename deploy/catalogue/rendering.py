"""Writing the documents that are made from code, and noticing when they are out of date."""

import re
from pathlib import Path

import orjson

from deploy.catalogue.asyncapi import document
from deploy.catalogue.parties import parties
from deploy.catalogue.table import catalogue_table
from shared.contracts.frozen import FOLDER, Frozen

_BLOCK = re.compile(r"(<!-- catalogue -->\n).*?(<!-- /catalogue -->)", re.DOTALL)
_RELEASE = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", re.MULTILINE)
_DOCUMENTED = ("senders", "referrals", "matching", "scheduling", "notifications", "reporting")


def rendered() -> dict[Path, bytes]:
    """Return what each generated file should hold."""
    frozen, version = Frozen(), _release()
    everybody = parties()
    documents = {
        party.name: document(f"Inroads: {party.name}", version, [party], frozen)
        for party in everybody
        if party.name in _DOCUMENTED
    }
    documents["all"] = document("Inroads: all events", version, everybody, frozen)
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    files = {
        FOLDER / "asyncapi" / f"{name}.json": orjson.dumps(found, option=option)
        for name, found in documents.items()
    }
    return files | {FOLDER / "README.md": _readme()}


def render() -> list[Path]:
    """Write the files that are out of date and return them."""
    written = []
    for file, content in rendered().items():
        if _content(file) != content:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            written.append(file)
    return written


def stale() -> list[str]:
    """Say which generated files differ from the code, and the command that mends it."""
    return [
        f"{file.relative_to(FOLDER)} is out of date; run: ./inroads contracts render"
        for file, content in rendered().items()
        if _content(file) != content
    ]


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _readme() -> bytes:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    return _BLOCK.sub(lambda block: f"{block[1]}{catalogue_table()}{block[2]}", text).encode()


def _release() -> str:
    """Return the newest release that the changelog names: the documents' version."""
    found = _RELEASE.search((FOLDER / "CHANGELOG.md").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("CHANGELOG.md names no release; add a heading: ## [1.0.0] - 2019-03-01")
    return found[1]
