from pathlib import Path
from shutil import copytree
from typing import Annotated

import orjson
import pytest
from pydantic import AfterValidator

from shared.contracts.catalogue import FACTS
from shared.contracts.data_schema import UnspokenRule, data_schema
from shared.contracts.envelope_schema import ENVELOPE
from shared.contracts.fact import Fact
from shared.contracts.freezing import CannotFreeze, current_schemas, faults, freeze, keep_samples
from shared.contracts.frozen import FOLDER, Frozen
from shared.contracts.keywords import Schema

OFFER = "inroads.offer.submitted.v1"
SAMPLE = FOLDER / "samples" / OFFER / "1.0-full.json"


@pytest.fixture
def copy(tmp_path: Path) -> Frozen:
    for folder in ("schemas", "samples"):
        copytree(FOLDER / folder, tmp_path / folder)
    (tmp_path / "frozen.sha256").write_bytes((FOLDER / "frozen.sha256").read_bytes())
    return Frozen(tmp_path)


def offer_with(**fields: Schema) -> Schema:
    schema = data_schema(FACTS[OFFER])
    return {**schema, "properties": schema["properties"] | fields}


def add_sample(frozen: Frozen, name: str, **more: object) -> Path:
    event = orjson.loads(SAMPLE.read_bytes())
    sample = frozen.folder / "samples" / OFFER / name
    sample.write_bytes(orjson.dumps({**event, "data": event["data"] | more}))
    return sample


def test_the_code_says_what_is_frozen_and_nothing_frozen_was_touched() -> None:
    assert faults(Frozen(), current_schemas()) == []


def test_every_type_has_a_schema_and_two_samples_of_its_first_version() -> None:
    frozen = Frozen()
    assert set(frozen.names) == {*FACTS, ENVELOPE}
    for name in FACTS:
        assert len(frozen.samples(name, "1.0")) >= 2, name


def test_the_changelog_tells_of_every_frozen_version() -> None:
    changelog = (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")
    frozen = Frozen()
    for name in frozen.names:
        for version in frozen.versions(name):
            assert f"`{name}` {version}" in changelog


def test_a_field_added_in_code_alone_is_drift_and_the_message_names_the_command(
    copy: Frozen,
) -> None:
    grown = current_schemas() | {OFFER: offer_with(step_free={"type": "boolean", "default": False})}
    (fault,) = faults(copy, grown)
    assert fault == f"{OFFER} has grown since 1.0; run: ./inroads contracts freeze {OFFER}"


def test_an_optional_field_becomes_the_next_minor_version_beside_the_first(copy: Frozen) -> None:
    before = copy.versions(OFFER)["1.0"]
    grown = offer_with(step_free={"type": "boolean", "default": False})
    add_sample(copy, "1.1-full.json", step_free=True)
    kept = freeze(copy, OFFER, grown)
    assert kept is not None
    assert kept.name == "1.1.json"
    assert copy.versions(OFFER)["1.0"] == before
    assert copy.versions(OFFER)["1.1"]["$id"] == f"urn:inroads:schema:{OFFER}:1.1"
    assert copy.faults() == []
    assert freeze(copy, OFFER, grown) is None


def test_a_new_version_without_a_sample_that_shows_it_is_refused(copy: Frozen) -> None:
    with pytest.raises(CannotFreeze, match=rf"samples/{OFFER}/1\.1-full\.json"):
        freeze(copy, OFFER, offer_with(step_free={"type": "boolean", "default": False}))


def test_a_breaking_change_is_refused_with_each_direction_and_the_way_on(copy: Frozen) -> None:
    broken = offer_with(seats_min={"type": "string"})
    broken["required"] = [*broken["required"], "step_free"]
    with pytest.raises(CannotFreeze) as refusal:
        freeze(copy, OFFER, broken)
    said = str(refusal.value)
    assert "New code could not read events of 1.0:" in said
    assert "/step_free  is not always written, but required to be read" in said
    assert "/seats_min  integer is written, but only string is read" in said
    assert "Code of 1.0 could not read new events:" in said
    assert "inroads.offer.submitted.v2" in said
    assert list(copy.versions(OFFER)) == ["1.0"]


def test_a_name_that_an_older_version_used_cannot_come_back_as_something_else(
    copy: Frozen,
) -> None:
    add_sample(copy, "1.1-full.json", floor="third")
    freeze(copy, OFFER, offer_with(floor={"type": "string", "default": ""}))
    add_sample(copy, "1.2-full.json")
    freeze(copy, OFFER, offer_with())
    with pytest.raises(CannotFreeze, match=r"of 1\.1"):
        freeze(copy, OFFER, offer_with(floor={"type": "integer", "default": 0}))


def test_a_type_that_vanished_from_the_catalogue_is_a_fault(copy: Frozen) -> None:
    current = current_schemas()
    del current[OFFER]
    (fault,) = faults(copy, current)
    assert fault.startswith(f"{OFFER} is frozen but no fact of the catalogue has this type")


def test_frozen_files_can_be_neither_edited_nor_removed_nor_overwritten(copy: Frozen) -> None:
    schema = copy.folder / "schemas" / OFFER / "1.0.json"
    with pytest.raises(FileExistsError):
        copy.keep(OFFER, "1.0", {})
    schema.write_bytes(schema.read_bytes().replace(b"seats_min", b"seats_mim"))
    (copy.folder / "samples" / OFFER / "1.0-minimal.json").unlink()
    edited, removed = sorted(copy.faults())[::-1]
    assert edited.startswith(f"schemas/{OFFER}/1.0.json was edited")
    assert removed.startswith(f"samples/{OFFER}/1.0-minimal.json was removed")


def test_a_sample_added_later_is_kept_but_only_when_it_can_be_read(copy: Frozen) -> None:
    broken = add_sample(copy, "1.0-late.json", seats_min="many")
    with pytest.raises(CannotFreeze, match=r"/data/seats_min"):
        keep_samples(copy)
    broken.unlink()
    sample = add_sample(copy, "1.0-late.json", seats_min=5)
    assert copy.faults() == [
        f"samples/{OFFER}/1.0-late.json is not frozen; run: ./inroads contracts freeze"
    ]
    assert keep_samples(copy) == [sample]
    assert copy.faults() == []


def test_other_words_in_a_description_are_no_new_version(copy: Frozen) -> None:
    assert freeze(copy, OFFER, {**offer_with(), "description": "Said better."}) is None


def test_a_check_that_the_schema_would_not_tell_is_refused() -> None:

    def no_shouting(text: str) -> str:
        return text

    class Secretive(Fact):
        said: Annotated[str, AfterValidator(no_shouting)]

    with pytest.raises(UnspokenRule, match="no_shouting is a rule that senders cannot read"):
        data_schema(Secretive)
