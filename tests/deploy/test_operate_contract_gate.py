"""A release whose contracts a live region would not understand, or that it would not, is held."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.contract_gate import CANDIDATE, compatible_with

TYPE = "inroads.referral.accepted.v1"
Schema = dict[str, Any]
Change = Callable[[Schema], None]


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The schemas of a later release: for now, the same."""
    folder = tmp_path / "later" / "schemas"
    shutil.copytree(CANDIDATE, folder)
    return folder


def frozen(folder: Path, change: Change, name: str = TYPE) -> Path:
    """Freeze a changed version after the newest one."""
    newest = max((folder / name).glob("*.json"), key=lambda f: [*map(int, f.stem.split("."))])
    schema = json.loads(newest.read_text())
    change(schema)
    major, minor = newest.stem.split(".")
    (newest.parent / f"{major}.{int(minor) + 1}.json").write_text(json.dumps(schema))
    return folder


def optional_field(schema: Schema) -> None:
    schema["properties"]["urgency"] = {"type": "string", "default": "standard"}


def required_field(schema: Schema) -> None:
    schema["properties"]["urgency"] = {"type": "string"}
    schema["required"].append("urgency")


def other_type(schema: Schema) -> None:
    schema["properties"]["rule"] = {"type": "integer"}


def narrower_enum(schema: Schema) -> None:
    schema["properties"]["verdict"]["enum"].remove("quarantined")


def no_such_field(schema: Schema) -> None:
    schema["required"].remove("rule")
    del schema["properties"]["rule"]


def test_a_release_is_compatible_with_itself(later: Path) -> None:
    assert compatible_with([CANDIDATE, later]) == []


def test_an_optional_field_may_be_rolled_out_and_taken_back(later: Path) -> None:
    frozen(later, optional_field)
    assert compatible_with([CANDIDATE], later) == []
    assert compatible_with([later], CANDIDATE) == []


@pytest.mark.parametrize(
    ("change", "name", "direction", "pointer"),
    [
        (required_field, TYPE, "the release could not read live events", "/urgency"),
        (other_type, TYPE, "a live region could not read its events", "/rule"),
        (other_type, TYPE, "the release could not read live events", "/rule"),
        (no_such_field, TYPE, "a live region could not read its events", "/rule"),
        (
            narrower_enum,
            "inroads.receipt.issued.v1",
            "the release could not read live events",
            "/verdict",
        ),
    ],
)
def test_a_change_that_breaks_one_side_is_found(
    later: Path, change: Change, name: str, direction: str, pointer: str
) -> None:
    frozen(later, change, name)
    problems = compatible_with([CANDIDATE], later)
    assert (name, direction, pointer) in {(p.type, p.direction, p.pointer) for p in problems}
    assert pointer in str(problems[0])


def test_the_region_that_is_furthest_behind_counts(later: Path, tmp_path: Path) -> None:
    newest = tmp_path / "newest" / "schemas"
    shutil.copytree(later, newest)
    frozen(newest, required_field)
    assert compatible_with([newest], newest) != [], "what its first version wrote stands in topics"
    assert {problem.live for problem in compatible_with([newest, later], newest)} == {newest, later}


def test_a_type_that_is_gone_is_found(later: Path) -> None:
    shutil.rmtree(later / TYPE)
    (problem,) = compatible_with([CANDIDATE], later)
    assert problem.direction == "the release does not know it"
    assert compatible_with([later], CANDIDATE) == [], "a new type is passed over by who is behind"


def test_a_schema_that_cannot_be_judged_does_not_pass(later: Path) -> None:
    frozen(later, lambda schema: schema["properties"]["rule"].update({"if": {"const": "x"}}))
    assert {p.direction for p in compatible_with([CANDIDATE], later)} == {"it cannot be judged"}


def test_a_folder_without_schemas_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(CannotTell, match="holds no frozen schemas"):
        compatible_with([tmp_path])
    (tmp_path / "schemas").mkdir()
    with pytest.raises(CannotTell):
        compatible_with([tmp_path / "schemas"])
