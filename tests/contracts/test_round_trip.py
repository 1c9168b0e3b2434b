"""A second opinion on compatibility: what any version allows, today's code reads and says again."""

from collections.abc import Callable
from string import ascii_letters, digits

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from shared.contracts.catalogue import FACTS
from shared.contracts.cloudevents import binary_headers, read, structured
from shared.contracts.data_schema import REFUSED
from shared.contracts.envelope import Envelope
from shared.contracts.envelope_schema import ENVELOPE
from shared.contracts.frozen import Frozen
from shared.contracts.keywords import Schema
from shared.contracts.unreadable import Unreadable
from tests.contracts.values_of_schema import values

FROZEN = Frozen()
VERSIONS = [(name, version) for name in FACTS for version in FROZEN.versions(name)]
UNHURRIED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def attributes_of(schema: Schema) -> Schema:
    """The envelope's schema without what is no attribute."""
    names = {"specversion", "datacontenttype", "data", "type"}
    named = {k: v for k, v in schema["properties"].items() if k not in names}
    return {**schema, "properties": named, "required": ["id", "source"]}


ATTRIBUTES = attributes_of(FROZEN.versions(ENVELOPE)["1.0"])


@pytest.mark.parametrize(("name", "version"), VERSIONS)
@UNHURRIED
@given(given_data=st.data())
def test_what_a_version_allows_is_read_and_what_is_said_again_fits_every_version(
    name: str, version: str, given_data: st.DataObject
) -> None:
    data = given_data.draw(values(FROZEN.versions(name)[version]))
    envelope = Envelope(id="e-1", source="/jobcentre/HCK01", type=name)
    reading = read(structured(envelope, data), ())  # type: ignore[arg-type]
    assert not isinstance(reading, Unreadable), reading
    said_again = reading[1].model_dump_json().encode()
    assert read(said_again, binary_headers(envelope)) == reading
    for schema in FROZEN.versions(name).values():
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(
            orjson.loads(said_again)
        )


@UNHURRIED
@given(attributes=values(ATTRIBUTES))
def test_attributes_are_the_same_in_headers_and_in_a_document(
    attributes: dict[str, str],
) -> None:
    name = "inroads.person.erased.v1"
    data = {"person_id": "0e1f5c0e-9a37-5c0f-8f5b-1d6f2b8f7a10", "programme": "p7k2"}
    event = {"specversion": "1.0", "type": name, **attributes}
    document = read(orjson.dumps({**event, "data": data}), ())
    headers = [(f"ce_{name}", value.encode()) for name, value in event.items()]
    assert not isinstance(document, Unreadable), document
    assert document == read(orjson.dumps(data), headers)


@pytest.mark.parametrize("check", REFUSED, ids=lambda check: check.__name__)
@settings(UNHURRIED, max_examples=400)
@given(given_data=st.data())
def test_the_schema_refuses_exactly_what_the_code_refuses(
    check: Callable[[str], str], given_data: st.DataObject
) -> None:
    refused = given_data.draw(st.from_regex(REFUSED[check], fullmatch=True))
    place = given_data.draw(st.integers(0, len(refused) - 1))
    other = given_data.draw(st.sampled_from(sorted({*ascii_letters, *digits, *"@ -_"})))
    nearly_so = f"{refused[:place]}{other}{refused[place + 1 :]}"
    schema = Draft202012Validator({"not": {"pattern": REFUSED[check]}})
    for text in (refused, nearly_so):
        assert schema.is_valid(text) is passes(check, text), text


def passes(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except ValueError:
        return False
    return True
