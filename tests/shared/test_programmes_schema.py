"""programme.schema.json is what the model says, and the files keep to it."""

import json
from pathlib import Path

import jsonschema
import pytest

from shared.programmes.load import AREAS_FILE, AUTHORITIES_FILE, FOLDER
from shared.programmes.schema import SCHEMA_FILE, schema_text
from shared.programmes.yaml_file import yaml_as_json

FILES = [f for f in FOLDER.glob("*.yaml") if f.name not in (AREAS_FILE, AUTHORITIES_FILE)]


def test_the_committed_schema_is_the_one_the_model_generates() -> None:
    command = 'python -c "from shared.programmes.schema import write_schema; write_schema()"'
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), f"run: {command}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_programme_file_keeps_to_the_schema(file: Path) -> None:
    schema = json.loads(schema_text())
    jsonschema.validate(json.loads(yaml_as_json(file)), schema)


def test_the_schema_refuses_a_field_that_nobody_declared() -> None:
    programme = json.loads(yaml_as_json(FILES[0])) | {"owner": "me"}
    with pytest.raises(jsonschema.ValidationError, match="owner"):
        jsonschema.validate(programme, json.loads(schema_text()))
