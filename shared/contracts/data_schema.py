"""A fact as JSON Schema: what a reader takes, for senders and checkers in any language.

The schema is flat (no references) and keeps to keywords that draft-07 and 2020-12 share, so that
every validator, code generator and AsyncAPI tool reads it alike.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from shared.contracts.fact import Fact
from shared.contracts.plain_text import no_contact_details, not_a_national_insurance_number

Schema = dict[str, Any]

_NINO_LETTERS = "[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z]"
REFUSED: Mapping[Callable[[str], str], str] = {
    not_a_national_insurance_number: f"^{_NINO_LETTERS}[ -]?([0-9]{{2}}[ -]?){{3}}[A-Da-d]$",
    no_contact_details: r"[\x00-\x1f\x7f]|@|[0-9][0-9 ]{6,}[0-9]",
}
"""What our own checks refuse, as patterns that every regular expression engine understands."""


class UnspokenRule(Exception):
    """A contract checks something that its JSON Schema would not tell a sender."""


def data_schema(fact: type[Fact]) -> Schema:
    """Return the JSON Schema of a fact's ``data`` as readers take it: open, without references.

    Raises ``UnspokenRule`` when the contract has a check that no keyword stands for.
    """
    schema = fact.model_json_schema(schema_generator=_ReaderSchema)
    definitions = schema.pop("$defs", {})
    flat: Schema = _flat(schema, definitions)
    return flat


class _ReaderSchema(GenerateJsonSchema):
    """pydantic's generator without titles of fields, and with our own checks as keywords."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's
        return False

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        return self._refusing(schema["schema"], schema["function"]["function"])

    def _refusing(self, checked: CoreSchema, check: Any) -> JsonSchemaValue:  # noqa: ANN401
        if check not in REFUSED:
            raise UnspokenRule(
                f"{getattr(check, '__name__', check)} is a rule that senders cannot read in the"
                " schema. Say what it refuses in REFUSED of shared/contracts/data_schema.py, or"
                " check it in the service that hears the fact."
            )
        return {**self.generate_inner(checked), "not": {"pattern": REFUSED[check]}}


def _flat(node: Any, definitions: Mapping[str, Schema]) -> Any:  # noqa: ANN401 - any JSON value
    """Return the schema with every reference replaced by what it refers to."""
    if isinstance(node, list):
        return [_flat(item, definitions) for item in node]
    if not isinstance(node, dict):
        return _plain(node)
    if "$ref" in node:
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        target = definitions[str(node["$ref"]).removeprefix("#/$defs/")]
        return _flat({**target, **siblings}, definitions)
    return {key: _flat(value, definitions) for key, value in node.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value.replace("``", "`") if isinstance(value, str) else value
