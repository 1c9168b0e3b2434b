from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from shared.contracts.catalogue import FACTS
from shared.contracts.cloudevents import binary_headers, read
from shared.contracts.envelope_schema import ENVELOPE
from shared.contracts.frozen import Frozen
from shared.contracts.keywords import Schema
from shared.contracts.unreadable import Unreadable
from tests.contracts.node_packages import run_script

FROZEN = Frozen()
SAMPLES = [file for name in FACTS for file in FROZEN.samples(name)]


def name_of(sample: Path) -> str:
    return f"{sample.parent.name}/{sample.stem}"


def undeclared(value: object, schema: Schema) -> set[str]:
    """Names of fields that a sample has and its schema does not declare."""
    if isinstance(value, list):
        return {name for item in value for name in undeclared(item, schema["items"])}
    if not isinstance(value, dict):
        return set()
    if "anyOf" in schema:
        schema = next(choice for choice in schema["anyOf"] if choice["type"] == "object")
    fields: dict[str, Schema] = schema["properties"]
    inner = {n for name in value.keys() & fields for n in undeclared(value[name], fields[name])}
    return inner | (value.keys() - fields)


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_every_sample_is_read_in_both_modes_by_todays_code(sample: Path) -> None:
    reading = read(sample.read_bytes(), ())
    assert not isinstance(reading, Unreadable), reading
    data = orjson.dumps(orjson.loads(sample.read_bytes())["data"])
    assert read(data, binary_headers(reading[0])) == reading


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_every_sample_fits_every_version_of_its_schema(sample: Path) -> None:
    event = orjson.loads(sample.read_bytes())
    judged = [(ENVELOPE, event), (sample.parent.name, event["data"])]
    for name, value in judged:
        for schema in FROZEN.versions(name).values():
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(value)


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
def test_a_sample_says_nothing_that_its_version_does_not_declare(sample: Path) -> None:
    schema = FROZEN.versions(sample.parent.name)[sample.stem.split("-")[0]]
    assert undeclared(orjson.loads(sample.read_bytes())["data"], schema) == set()


@pytest.mark.parametrize("name", FACTS)
def test_the_samples_show_every_field_there_ever_was(name: str) -> None:
    schemas, samples = FROZEN.versions(name).values(), FROZEN.samples(name)
    declared = {field for schema in schemas for field in schema["properties"]}
    shown = {field for sample in samples for field in orjson.loads(sample.read_bytes())["data"]}
    assert shown == declared


def test_nobody_in_a_sample_can_be_reached() -> None:
    """Addresses are of example.org (RFC 2606), numbers are of Ofcom's range for drama."""
    for sample in SAMPLES:
        contact = orjson.loads(sample.read_bytes())["data"].get("contact")
        if isinstance(contact, dict):
            assert contact["email"].endswith("@example.org")
            assert contact["phone"].replace(" ", "").startswith("+447700900")


def test_a_program_in_another_language_needs_nothing_but_the_schemas() -> None:
    results = run_script("validate_events.cjs", FROZEN.folder, *SAMPLES)
    assert len(results) == len(SAMPLES)
    assert all(result["schemas"] >= 2 for result in results)
    assert [result for result in results if result["errors"]] == []


BROKEN: dict[str, dict[str, Any]] = {
    "/data/area": {"data": {"area": "Hackney"}},
    "/data/reference": {"data": {"reference": "AB123456C"}},
    "/data/consent": {"data": {"consent": {"share": True}}},
    "/data/person/birth_month": {"data": {"person": {"reference": "p-1", "birth_month": "1998"}}},
    "/data/contact/email": {"data": {"contact": {"name": "N", "email": "nobody"}}},
    "/id": {"id": "not an id"},
    "/time": {"time": "4 March 2019"},
    "": {"source": None},
}


@pytest.mark.parametrize("at", BROKEN)
def test_that_program_finds_what_our_code_would_refuse_and_where(at: str, tmp_path: Path) -> None:
    sample = FROZEN.samples("inroads.referral.submitted.v1", "1.0")[0]
    event = orjson.loads(sample.read_bytes())
    change = BROKEN[at]
    broken = event | change | {"data": event["data"] | change.get("data", {})}
    file = tmp_path / "broken.json"
    file.write_bytes(orjson.dumps({k: v for k, v in broken.items() if v is not None}))
    (result,) = run_script("validate_events.cjs", FROZEN.folder, file)
    assert at in {error["at"] for error in result["errors"]}
