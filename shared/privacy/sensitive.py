"""A value that does not show itself.

A pydantic model that holds one should also be configured with
`ConfigDict(hide_input_in_errors=True)`, because an error about a neighbouring field, a missing one
say, quotes the whole input; and nothing should log `.errors()`: `safe_error` tells them.
"""

from __future__ import annotations

import copy
from typing import Any, Generic, NoReturn, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from shared.privacy.patterns import HIDDEN

T = TypeVar("T")

_REVEALING = object()


class Sensitive(Generic[T]):
    """Holds a value that repr, str, format, JSON and errors never show; `reveal` gives it.

    As the type of a pydantic field it validates the value as a T (in a strict model from JSON: only
    types that JSON has itself). Dumped as JSON it is hidden: `reveal_json` is what shows it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Sensitive({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        # A spec that does not fit would raise, in the middle of a log line.
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash((Sensitive, self._value))

    def __copy__(self) -> Sensitive[T]:
        return Sensitive(self._value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Sensitive[T]:
        return Sensitive(copy.deepcopy(self._value, memo))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sensitive value is not pickled; seal it and pickle the sealed value")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = handler.generate_schema(next(iter(get_args(source)), Any))
        # Wrapped before it is validated, so that an error quotes the wrapper as its input.
        return core_schema.no_info_before_validator_function(
            _wrapped,
            core_schema.no_info_wrap_validator_function(_validated, inner),
            serialization=core_schema.wrap_serializer_function_ser_schema(
                _serialized, is_field_serializer=False, info_arg=True, schema=inner
            ),
        )


def reveal_json(model: BaseModel) -> bytes:
    """The model as JSON with its sensitive values in clear: to be sealed at once, never kept."""
    return model.model_dump_json(context=_REVEALING).encode()


def _wrapped(value: object) -> Sensitive[Any]:
    return value if isinstance(value, Sensitive) else Sensitive(value)


def _validated(
    value: Sensitive[Any], handler: core_schema.ValidatorFunctionWrapHandler
) -> Sensitive[Any]:
    try:
        return Sensitive(handler(value.reveal()))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    # Raised outside, so that the error that quotes the value is not even its context.
    raise PydanticCustomError(problem["type"], "Sensitive value is not valid")


def _serialized(
    value: Sensitive[Any],
    handler: core_schema.SerializerFunctionWrapHandler,
    info: core_schema.SerializationInfo,
) -> object:
    if info.context is _REVEALING:
        return handler(value.reveal())
    return HIDDEN if info.mode_is_json() else value
