"""The JSON Schema of a programme file, for editors and for other teams' tools."""

import json
from pathlib import Path

from shared.programmes.model import Programme

SCHEMA_FILE = Path(__file__).with_name("programme.schema.json")


def schema_text() -> str:
    """What programme.schema.json must hold, generated from the model."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Programme.model_json_schema(),
    }
    return _one_line_each(schema, depth=2) + "\n"


def write_schema() -> None:
    """Write programme.schema.json anew after the model has changed."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")


def _one_line_each(value: object, depth: int) -> str:
    """JSON with one line for each definition and property, so that a change shows as one line."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    members = (f"{json.dumps(key)}: {_one_line_each(value[key], depth - 1)}" for key in value)
    return "{\n" + ",\n".join(members) + "\n}"
