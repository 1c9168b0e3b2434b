"""The JSON Schema of the problem format, for editors and for other teams' tools."""

import json
from pathlib import Path
from typing import Final

from services.matching.optimization.problem.kinds import ANY_PROBLEM

SCHEMA_FILE: Final = Path(__file__).with_name("schema.json")
EXAMPLES: Final = Path(__file__).with_name("examples")
"""One small problem of each kind, in the file of its name."""


def schema_text() -> str:
    """What schema.json must hold, generated from the models."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "inroads-match/1",
        **ANY_PROBLEM.json_schema(),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
