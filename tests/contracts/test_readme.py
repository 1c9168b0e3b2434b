"""What a sender reads in shared/contracts/README.md is what the code does."""

import ast
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import orjson
import pytest

from shared.contracts.cloudevents import read
from shared.contracts.frozen import FOLDER
from shared.contracts.inbound import ReferralSubmitted
from shared.contracts.unreadable import Unreadable

ROOT = FOLDER.parents[1]
README = (FOLDER / "README.md").read_text(encoding="utf-8")
WHERE_CODES_ARE_BORN = (
    ROOT / "shared" / "contracts" / "cloudevents.py",
    ROOT / "shared" / "runtime" / "delivery.py",
    ROOT / "shared" / "programmes" / "eligibility.py",
    *sorted((ROOT / "services" / "referrals").rglob("*.py")),
)
PLACE_OF_CODE = {
    "Unreadable": 0,
    "_Malformed": 0,
    "Refusal": 0,
    "accepted": 0,
    "accepted_of": 1,
    "accepted_of_school": 1,
    "_because": 1,
}


def codes_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for found in where_code_stands(node):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                yield found.value


def where_code_stands(node: ast.AST) -> list[ast.expr]:
    """The argument that is a code, or what is assigned to `code` together with its hint."""
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rsplit(".", 1)[-1]
        place = PLACE_OF_CODE.get(name, len(node.args))
        return node.args[place : place + 1]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "(code, hint)":
        return node.value.elts[:1] if isinstance(node.value, ast.Tuple) else []
    return []


def documented() -> dict[str, list[str]]:
    """The rows of the table of codes, by code."""
    block = README.split("<!-- codes -->")[1].split("<!-- /codes -->")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in block.splitlines()[3:]]
    return {row[0].strip("`"): row[1:] for row in rows if row}


def commands() -> Iterator[list[str]]:
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            if words and words[0] == "kcat":
                yield words


def sent_by(words: list[str]) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The record that a kcat command would produce, as kcat's manual has it."""
    given = [after for word, after in pairwise(words) if word == "-H"]
    headers = [(name, value.encode()) for name, value in (text.split("=", 1) for text in given)]
    if words[-1] == "data.json":
        sample = FOLDER / "samples" / ReferralSubmitted.TYPE / "1.0-minimal.json"
        return orjson.dumps(orjson.loads(sample.read_bytes())["data"]), headers
    return (FOLDER / words[-1]).read_bytes(), headers


def test_the_table_of_codes_has_every_code_that_a_receipt_can_bring_and_no_other() -> None:
    born = {code for file in WHERE_CODES_ARE_BORN for code in codes_in(file)}
    assert documented().keys() == born


def test_every_code_has_a_verdict_a_meaning_and_a_next_step() -> None:
    for code, (verdict, meaning, step) in documented().items():
        assert verdict in {"accepted", "rejected", "quarantined"}, code
        assert meaning, code
        assert step, code


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: words[-1])
def test_the_events_of_the_kcat_examples_are_read(words: list[str]) -> None:
    reading = read(*sent_by(words))
    assert not isinstance(reading, Unreadable), reading
    fact = reading[1]
    assert isinstance(fact, ReferralSubmitted)
    assert words[words.index("-k") + 1] == fact.key


def test_the_structured_example_is_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    assert not isinstance(read(example.encode(), ()), Unreadable)


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (FOLDER / link).exists()] == []
