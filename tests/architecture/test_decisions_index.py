"""Every decision is one page of one form, and the index names each of them."""

import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

FOLDER = ROOT / "shared" / "decisions"
PARTS = ["Context", "Decision", "Consequences", "Alternatives", "Revisit when"]
ONE_PAGE = 60
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))


def title(record: Path) -> str:
    return record.read_text("utf-8").splitlines()[0].removeprefix("# ")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [record.name[:5] for record in RECORDS] == [
        f"{number:04}-" for number in range(1, len(RECORDS) + 1)
    ]


def test_the_index_names_every_decision_once_in_order_and_nothing_else() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| ([^|]+) \|", index, re.MULTILINE)
    assert listed == [(record.name[:4], record.name, title(record)) for record in RECORDS]


def test_nothing_else_stands_in_the_folder() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {"README.md", *(r.name for r in RECORDS)}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_every_part_in_order_on_one_page(record: Path) -> None:
    text = record.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE))
    assert len(text.splitlines()) <= ONE_PAGE
