"""YAML as plain data, without its silent surprises."""

import json
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class _PlainLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys and says nothing; here that is an error."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 (PyYAML's signature)
    ) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key!r} is not text; put it in quotes",
                    problem_mark=node.value[position][0].start_mark,
                )
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key} is given twice; keep one",
                    problem_mark=node.value[position][0].start_mark,
                )
        return super().construct_mapping(node, deep)


def _as_json(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not allowed here; use text, numbers or dates")


def yaml_as_json(path: Path) -> str:
    """The file's content as JSON, dates as YYYY-MM-DD.

    Raises `yaml.YAMLError` (bad syntax, a key twice) or `TypeError` (a value JSON cannot hold).
    """
    with path.open(encoding="utf-8") as file:
        return json.dumps(yaml.load(file, _PlainLoader), default=_as_json)  # noqa: S506 (a safe loader)
