"""Nine kinds of change, each judged in both directions; then the finer points."""

import pytest

from shared.contracts.compatibility import Gap, compare
from shared.contracts.keywords import Schema, UnknownKeyword

TEXT: Schema = {"type": "string"}
OK, BREAKS = True, False


def fact(*required: str, **fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(required)}


def track(*values: str) -> Schema:
    return fact("track", track={"type": "string", "enum": list(values)})


PLANTED = {
    "add an optional field": (fact("a", a=TEXT), fact("a", a=TEXT, b=TEXT), OK, OK),
    "add a required field": (fact("a", a=TEXT), fact("a", "b", a=TEXT, b=TEXT), BREAKS, OK),
    "remove an optional field": (fact("a", a=TEXT, b=TEXT), fact("a", a=TEXT), OK, OK),
    "remove a required field": (fact("a", "b", a=TEXT, b=TEXT), fact("a", a=TEXT), OK, BREAKS),
    "make a required field optional": (fact("a", a=TEXT), fact(a=TEXT), OK, BREAKS),
    "widen a list of values": (track("general"), track("general", "graduates"), OK, BREAKS),
    "narrow a list of values": (track("general", "graduates"), track("general"), BREAKS, OK),
    "change a type": (fact("a", a=TEXT), fact("a", a={"type": "integer"}), BREAKS, BREAKS),
    "rename a field": (fact("area", area=TEXT), fact("place", place=TEXT), BREAKS, BREAKS),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_new_code_reads_old_events_unless_the_change_asks_for_more(kind: str) -> None:
    old, new, reads_old, _ = PLANTED[kind]
    assert (compare(old, new).reading_old == ()) is reads_old


@pytest.mark.parametrize("kind", PLANTED)
def test_old_code_reads_new_events_unless_the_change_promises_less(kind: str) -> None:
    old, new, _, read_by_old = PLANTED[kind]
    assert (compare(old, new).read_by_old == ()) is read_by_old


NULLABLE = {"anyOf": [TEXT, {"type": "null"}]}
NARROWED: dict[str, tuple[Schema, Schema]] = {
    "a pattern": (TEXT, {**TEXT, "pattern": "^[a-z]+$"}),
    "what is refused": (TEXT, {**TEXT, "not": {"pattern": "@"}}),
    "a format": (TEXT, {**TEXT, "format": "date"}),
    "the longest text": ({**TEXT, "maxLength": 120}, {**TEXT, "maxLength": 80}),
    "the shortest text": ({**TEXT, "minLength": 1}, {**TEXT, "minLength": 3}),
    "the largest number": ({"type": "integer", "maximum": 50}, {"type": "integer", "maximum": 8}),
    "the least number": ({"type": "integer"}, {"type": "integer", "minimum": 0}),
    "how many items": ({"type": "array", "maxItems": 20}, {"type": "array", "maxItems": 10}),
    "what an item is": ({"type": "array", "items": {}}, {"type": "array", "items": TEXT}),
    "any text to listed ones": (TEXT, {**TEXT, "enum": ["general"]}),
    "a pattern to listed texts": ({**TEXT, "pattern": "^[a-z]$"}, {**TEXT, "enum": ["a", "b"]}),
    "to a constant": ({**TEXT, "enum": ["email", "sms"]}, {**TEXT, "const": "email"}),
    "null is left out": (NULLABLE, TEXT),
    "a number to a whole one": ({"type": "number"}, {"type": "integer"}),
    "several types to one": ({"type": ["string", "integer"]}, TEXT),
    "values of a map": (
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
    ),
    "an open object to a closed one": (
        fact(b=TEXT),
        {"type": "object", "properties": {}, "additionalProperties": False},
    ),
}


@pytest.mark.parametrize("limit", NARROWED)
def test_a_narrower_limit_breaks_new_readers_and_a_wider_one_breaks_old_readers(limit: str) -> None:
    wide, narrow = (fact("a", a=form) for form in NARROWED[limit])
    assert compare(wide, narrow).reading_old
    assert not compare(wide, narrow).read_by_old
    assert compare(narrow, wide).read_by_old
    assert not compare(narrow, wide).reading_old


def test_what_breaks_is_found_inside_objects_lists_and_what_may_be_null() -> None:
    old = fact(people={"type": "array", "items": {"anyOf": [fact(name=TEXT), {"type": "null"}]}})
    new = fact(
        people={"type": "array", "items": {"anyOf": [fact("name", name=TEXT), {"type": "null"}]}}
    )
    assert compare(old, new).reading_old == (
        Gap("/people/*/name", "is not always written, but required to be read"),
    )


def test_a_changed_default_breaks_both_because_nothing_sent_would_mean_two_things() -> None:
    old = fact(language={**TEXT, "default": "en"})
    new = fact(language={**TEXT, "default": "cy"})
    assert not compare(old, new).is_full
    assert "'en' is meant, but 'cy' is understood" in compare(old, new).reading_old[0].why


def test_a_field_added_to_a_part_changes_the_parts_default_and_is_no_break() -> None:
    old = fact(needs={**fact(goals={"type": "array"}), "default": {"goals": []}})
    new = fact(
        needs={
            **fact(goals={"type": "array"}, hopes={"type": "array", "default": []}),
            "default": {"goals": [], "hopes": []},
        }
    )
    assert compare(old, new).is_full


def test_words_are_no_change() -> None:
    assert compare(fact(a={**TEXT, "description": "x"}), fact(a={**TEXT, "title": "y"})).is_full


def test_a_keyword_that_nobody_taught_the_check_is_refused_rather_than_passed() -> None:
    clever = fact(a={"oneOf": [TEXT]})
    with pytest.raises(UnknownKeyword, match="/a: 'oneOf' is not among"):
        compare(fact(a=TEXT), clever)
