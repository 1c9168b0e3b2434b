"""The part of JSON Schema that contracts use, and how its keywords are read."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

WORDS = frozenset({"$schema", "$id", "$comment", "title", "description", "examples", "deprecated"})
"""Keywords for people: changing them changes nothing that is read or written."""

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
EQUAL = ("pattern", "format", "not", "multipleOf", "uniqueItems")
"""Rules of which only the very same is known to ask no more than the other."""

_STRUCTURE = frozenset(
    {
        *("type", "enum", "const", "default", "anyOf"),
        *("properties", "required", "additionalProperties", "items"),
    }
)
_KNOWN = WORDS | _STRUCTURE | {*LOWER, *UPPER, *EQUAL}


class UnknownKeyword(Exception):
    """A schema says something that the compatibility check does not understand, so cannot judge."""


def check_known(schema: Schema, at: str) -> None:
    """Raise ``UnknownKeyword`` unless every keyword of this one schema can be judged."""
    for keyword in sorted(schema.keys() - _KNOWN):
        raise UnknownKeyword(
            f"{at or 'the top'}: '{keyword}' is not among the keywords that can be compared. Write"
            " the field with simpler ones, or teach keywords.py and limits.py in shared/contracts."
        )


def alternatives(schema: Schema) -> Iterator[Schema]:
    """Yield each form that a value may have, of one type at most, with what holds for them all."""
    for_all = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    for choice in schema.get("anyOf", ({},)):
        form = {**for_all, **choice}
        if "anyOf" in choice:
            yield from alternatives(form)
        elif isinstance(form.get("type"), list):
            yield from ({**form, "type": kind} for kind in form["type"])
        else:
            yield form


def type_of(schema: Schema) -> str:
    """Return the type's name, or ``anything``."""
    return str(schema.get("type", "anything"))


def takes_type(reader: Schema, writer: Schema) -> bool:
    """Return whether the types fit; every integer is a number."""
    wanted, given = type_of(reader), type_of(writer)
    return wanted in {"anything", given} or (wanted, given) == ("number", "integer")


def values_of(schema: Schema) -> list[Any] | None:
    """Return the values of an ``enum`` or ``const``, or ``None`` where they are not listed."""
    if "const" in schema:
        return [schema["const"]]
    listed: list[Any] | None = schema.get("enum")
    return listed


def fields(schema: Schema) -> dict[str, Schema]:
    """Return the declared fields of an object."""
    declared: dict[str, Schema] = schema.get("properties", {})
    return declared


def without_words(schema: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return what a schema means, for comparison: without words, and with its sets in order."""
    if not isinstance(schema, dict):
        return schema
    meaning = {key: value for key, value in schema.items() if key not in WORDS}
    for key in ("enum", "required"):
        if key in meaning:
            meaning[key] = sorted(meaning[key], key=repr)
    for key in ("items", "additionalProperties", "not"):
        if key in meaning:
            meaning[key] = without_words(meaning[key])
    if "properties" in meaning:
        meaning["properties"] = {k: without_words(v) for k, v in meaning["properties"].items()}
    if "anyOf" in meaning:
        meaning["anyOf"] = sorted(map(without_words, meaning["anyOf"]), key=repr)
    return meaning
