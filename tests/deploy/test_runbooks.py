"""Every alert has its page and every page its alert; what a page tells people to do exists."""

import re
from pathlib import Path

import pytest

from deploy.observability.rules import rules
from tests.architecture.repository import ROOT

PAGES = sorted(
    page for page in (ROOT / "deploy" / "runbooks").glob("*.md") if page.name != "README.md"
)
NAMED = {rule["annotations"]["runbook"]: rule for rule in rules()}
HEADINGS = [
    "## What it means for people",
    "## How to look",
    "## What to do",
    "## Whom to wake, and when",
]
WAKES = {"page": "Wakes somebody.", "ticket": "For the next working hours."}


def path(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_every_alert_has_a_page_of_its_own_and_every_page_an_alert() -> None:
    assert sorted(NAMED) == [path(page) for page in PAGES]
    assert len(NAMED) == len(list(rules()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_in_the_same_order_what_whoever_was_woken_needs(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()
    rule = NAMED[path(page)]
    assert lines[0] == f"# {rule['alert']}"
    assert lines[2] == WAKES[rule["labels"]["severity"]]
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    words = {line: len(part.split()) for line, part in _parts(page)}
    assert all(count >= 5 for count in words.values()), words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_a_command_with_which_to_look(page: Path) -> None:
    looking = dict(_parts(page))["## How to look"]
    assert "```sh" in looking


def test_the_list_of_pages_is_whole() -> None:
    listed = (ROOT / "deploy" / "runbooks" / "README.md").read_text("utf-8")
    links = re.findall(r"^\| \[(\w+)\]\(([\w-]+\.md)\) \| ([^|]+) \|$", listed, re.MULTILINE)
    assert {(alert, file): says for alert, file, says in links} == {
        (rule["alert"], Path(name).name): WAKES[rule["labels"]["severity"]].rstrip(".").lower()
        for name, rule in NAMED.items()
    }


def _parts(page: Path) -> list[tuple[str, str]]:
    """Each heading of a page with what stands under it."""
    _, *parts = re.split(r"^(## .*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return list(zip(parts[::2], parts[1::2], strict=True))
