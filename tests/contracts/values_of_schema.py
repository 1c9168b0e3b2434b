"""Values that a schema allows, for properties: as varied as senders in other languages are."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

from hypothesis import strategies as st

from shared.contracts.keywords import Schema

Values = st.SearchStrategy[object]
_EXACT = 2**53 - 1
"""The largest integer that every JSON reader takes as it is."""

_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the zone is drawn apart
    max_value=datetime(2199, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC) | _OFFSETS,
)
_FORMATS: dict[str, Values] = {
    "uuid": st.uuids().map(str),
    "date": st.dates().map(str),
    "date-time": _MOMENTS.map(datetime.isoformat),
}


def values(schema: Schema) -> Values:
    """Strategy for what a schema allows; optional fields come and go, undeclared never come."""
    if "anyOf" in schema:
        return st.one_of([values(choice) for choice in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return {
        "string": _texts,
        "integer": _integers,
        "boolean": lambda _: st.booleans(),
        "null": lambda _: st.none(),
        "array": _lists,
        "object": _objects,
    }[schema["type"]](schema)


def _texts(schema: Schema) -> Values:
    if "format" in schema:
        return _FORMATS[schema["format"]]
    if "pattern" in schema:
        texts = st.from_regex(
            schema["pattern"], fullmatch=True, alphabet=st.characters(codec="utf-8")
        )
    else:
        texts = st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength"))
    return texts.filter(partial(_is_allowed, schema))


def _is_allowed(schema: Schema, text: str) -> bool:
    longest = schema.get("maxLength", len(text))
    refused = schema.get("not", {}).get("pattern")
    return len(text) <= longest and (refused is None or re.search(refused, text) is None)


def _integers(schema: Schema) -> Values:
    return st.integers(schema.get("minimum", -_EXACT), schema.get("maximum", _EXACT))


def _lists(schema: Schema) -> Values:
    fewest, most = schema.get("minItems", 0), min(4, schema.get("maxItems", 4))
    return st.lists(values(schema["items"]), min_size=fewest, max_size=most)


def _objects(schema: Schema) -> Values:
    fields = {name: values(field) for name, field in schema["properties"].items()}
    required = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional=fields)
