from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from datetime import date

import asyncpg
import orjson
import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from sqlalchemy.exc import IntegrityError

from shared.privacy.canary import CANARIES, canary, scan
from shared.privacy.keyring import Keyring
from shared.privacy.safe_errors import SafeMessage, error_of, safe_error, safe_frames, told

EVERYTHING = " ".join(canary(kind) for kind in CANARIES)


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    age: int
    names: dict[str, int] = {}
    dates: dict[date, int] = {}

    @field_validator("age")
    @classmethod
    def _young(cls, age: int) -> int:  # noqa: ARG003 - pydantic's signature
        raise ValueError(EVERYTHING)


class OurOwn(SafeMessage):
    pass


def postgres_error() -> asyncpg.PostgresError:
    wire = {
        "S": "ERROR",
        "V": "ERROR",
        "C": "23505",
        "t": "person",
        "n": "uq_person_nino",
        "c": "nino",
        "s": "public",
        "M": f"duplicate key: {EVERYTHING}",
        "D": f"Key (nino)=({EVERYTHING}) already exists.",
    }
    error: asyncpg.PostgresError = asyncpg.PostgresError.new(wire, query=f"INSERT {EVERYTHING}")
    return error


def sqlalchemy_error() -> IntegrityError:
    driver = type("DriverError", (Exception,), {"sqlstate": "23505"})(EVERYTHING)
    driver.__cause__ = postgres_error()
    return IntegrityError(f"INSERT {EVERYTHING}", {"nino": EVERYTHING}, driver)


def chained() -> None:
    try:
        int(EVERYTHING)
    except ValueError as error:
        raise RuntimeError(EVERYTHING) from error


def a_group() -> None:
    raise ExceptionGroup(EVERYTHING, [ValueError(EVERYTHING), OurOwn("try again")])


def raises(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def noted() -> None:
    error = KeyError(EVERYTHING)
    error.add_note(EVERYTHING)
    raise error


JSON = '{"name": "' + EVERYTHING + '", }'
WRONG = {"age": 7, EVERYTHING: 1, "names": {EVERYTHING: EVERYTHING}}

FAILURES: dict[str, tuple[Callable[[], object], str]] = {
    "validation": (
        lambda: Person.model_validate(WRONG),
        "/age value_error, /names/*** int_parsing, /*** extra_forbidden",
    ),
    "validation of JSON": (lambda: Person.model_validate_json(EVERYTHING), "/ json_invalid"),
    "a missing field": (lambda: Person.model_validate({}), "/age missing"),
    "PostgreSQL": (raises(postgres_error()), "UniqueViolationError: 23505 person uq_person_nino"),
    "SQLAlchemy": (raises(sqlalchemy_error()), "IntegrityError: 23505 person uq_person_nino"),
    "JSON": (lambda: json.loads(JSON), f"JSONDecodeError: line 1 column {JSON.index('}') + 1}"),
    "orjson": (lambda: orjson.loads(JSON), "JSONDecodeError: line 1 column"),
    "UTF-8": (lambda: EVERYTHING.encode("latin-1").decode(), "UnicodeDecodeError: utf-8 at 8"),
    "ASCII": (lambda: EVERYTHING.encode("ascii"), "UnicodeEncodeError: ascii at 8"),
    "a missing file": (lambda: open(f"/{EVERYTHING}"), "FileNotFoundError: ENOENT"),  # noqa: PTH123, SIM115
    "a missing key": (lambda: dict[str, int]()[EVERYTHING], "KeyError"),
    "a note": (noted, "KeyError"),
    "a chain": (chained, "RuntimeError at "),
    "a group": (a_group, "ExceptionGroup: ValueError; OurOwn: try again"),
    "ours": (raises(OurOwn("set the region")), "OurOwn: set the region"),
    "ours, carelessly": (
        raises(OurOwn(f"no such phone {canary('phone')}")),
        "OurOwn: no such phone ***",
    ),
    "exit": (raises(SystemExit(EVERYTHING)), "SystemExit"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_is_told_without_its_values(failure: str) -> None:
    fail, expected = FAILURES[failure]
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - any of them
        fail()
    error = safe_error(raised.value)
    assert expected in error
    assert not scan(f"{error} {told(raised.value)}".encode())


def test_the_values_were_there_to_leak() -> None:
    for failure in set(FAILURES) - {"a missing field", "ours"}:
        with pytest.raises(BaseException) as raised:  # noqa: PT011 - any of them
            FAILURES[failure][0]()
        told = "".join(traceback.format_exception(raised.value)) + str(raised.value.args)
        if failure not in {"UTF-8", "JSON", "orjson"}:
            assert scan(told.encode()), failure


def test_an_error_names_the_place_in_our_own_code() -> None:
    with pytest.raises(SafeMessage) as raised:
        Keyring.from_json("{")
    assert " at shared.privacy.keyring_file:" in safe_error(raised.value)
    frames = safe_frames(raised.value)
    assert frames[-1].endswith(" parse")
    assert [frame.count("/") for frame in frames] == [0] * len(frames)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert safe_error(ValueError(EVERYTHING)) == "ValueError"


def test_causes_are_told_unless_suppressed() -> None:
    with pytest.raises(RuntimeError) as raised:
        chained()
    assert [part.split()[0] for part in safe_error(raised.value).split(" <- ")] == [
        "RuntimeError",
        "ValueError",
    ]
    raised.value.__cause__ = None
    assert "<-" not in safe_error(raised.value)


def test_many_problems_are_cut_short() -> None:
    class Many(BaseModel):
        parts: list[int]

    with pytest.raises(ValueError, match="parts") as raised:
        Many.model_validate({"parts": [EVERYTHING] * 30})
    assert "/parts/9 int_parsing and 20 more" in safe_error(raised.value)


def test_a_name_that_the_sender_made_up_is_hidden_even_if_it_could_be_a_field() -> None:
    with pytest.raises(ValidationError) as raised:
        Person.model_validate({"age": 7, "ann": 1, "dates": {"ben": 1}})
    told = safe_error(raised.value)
    assert "/*** extra_forbidden" in told
    assert "/dates/***/*** date_from_datetime_parsing" in told
    assert not {"ann", "ben"} & set(told.replace("/", " ").split())


def test_attributes_that_look_like_codes_must_be_codes() -> None:
    error = ValueError()
    error.sqlstate = EVERYTHING  # type: ignore[attr-defined]
    error.code = EVERYTHING  # type: ignore[attr-defined]
    assert safe_error(error) == "ValueError"
    error.code = 451  # type: ignore[attr-defined]
    assert safe_error(error) == "ValueError: 451"


def test_every_form_of_exc_info_is_understood() -> None:
    try:
        raises(KeyError())()
    except KeyError:
        told = {error_of(it) for it in (True, sys.exc_info()[1], sys.exc_info())}
        assert told == {sys.exc_info()[1]}
    assert error_of(0) is error_of(None) is error_of((None, None, None)) is None
