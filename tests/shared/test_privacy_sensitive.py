from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
import traceback
from datetime import date
from typing import Annotated

import orjson
import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rich.traceback import Traceback

from shared.privacy.canary import canary, scan
from shared.privacy.sensitive import Sensitive, reveal_json

NAME = canary("name")


class Contact(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    name: Sensitive[str]
    born: Sensitive[date] = Sensitive(date(2000, 1, 1))
    phone: Sensitive[Annotated[str, Field(min_length=20)]] | None = None


def leaks(*texts: object) -> set[str]:
    return scan("\n".join(map(str, texts)).encode())


def test_the_value_is_there_for_those_who_ask() -> None:
    assert Sensitive(NAME).reveal() == NAME
    assert Sensitive(NAME) == Sensitive(NAME) != Sensitive("other")
    assert Sensitive(NAME) != NAME
    assert len({Sensitive(NAME), Sensitive(NAME)}) == 1


def test_no_way_of_writing_it_shows_it() -> None:
    hidden = Sensitive(NAME)
    written = [
        repr(hidden),
        str(hidden),
        f"{hidden}",
        f"{hidden!r:>40}",
        f"{hidden:d}",
        "%s %r" % (hidden, hidden),  # noqa: UP031 - the old way must hide it too
        "{}".format(hidden),  # noqa: UP032
        [hidden],
        {"name": hidden},
        pprint.pformat(hidden),
        format(hidden, ">9,.2f"),
    ]
    assert not leaks(*written)
    assert str(hidden) == "***"
    assert not hasattr(hidden, "__dict__")


def test_no_way_of_storing_it_stores_it() -> None:
    hidden = Sensitive(NAME)
    with pytest.raises(TypeError) as refused:
        json.dumps({"name": hidden})
    assert not leaks(refused.value, json.dumps({"name": hidden}, default=str))
    with pytest.raises(TypeError):
        orjson.dumps(hidden)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(hidden, protocol)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Contact(name=hidden))


def test_copies_are_as_discreet() -> None:
    hidden = Sensitive([NAME])
    assert copy.copy(hidden) == hidden
    deep = copy.deepcopy(hidden)
    assert deep == hidden
    assert deep.reveal() is not hidden.reveal()
    assert not leaks(deep, Contact(name=Sensitive(NAME)).model_copy(deep=True))


def test_logging_and_tracebacks_do_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    hidden = Sensitive(NAME)

    def fails(value: Sensitive[str]) -> None:
        raise ValueError(value)

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("any").error("failed for %s", hidden, extra={"name_": hidden})
    with pytest.raises(ValueError, match=r"\*\*\*") as raised:
        fails(hidden)
    captured = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    rich = Traceback.from_exception(ValueError, raised.value, raised.tb, show_locals=True)
    stacks = [frame.locals for stack in rich.trace.stacks for frame in stack.frames]
    assert not leaks(caplog.text, *captured.format(), stacks)
    assert "value" in "".join(captured.format())


def test_a_model_reads_it_and_hides_it() -> None:
    read = Contact.model_validate_json(json.dumps({"name": NAME, "born": "2001-02-03"}))
    assert read.name.reveal() == NAME
    assert read.born.reveal() == date(2001, 2, 3)
    assert Contact(name=Sensitive(NAME)).name == read.name
    assert not leaks(repr(read), str(read), read.model_dump(), read.model_dump_json())
    assert json.loads(read.model_dump_json()) == {"name": "***", "born": "***", "phone": None}
    assert read.model_dump()["name"] == read.name


def test_the_inside_is_validated_even_when_wrapped_already() -> None:
    with pytest.raises(ValidationError):
        Contact.model_validate({"name": Sensitive(7)})
    with pytest.raises(ValidationError):
        Contact.model_validate({"name": NAME, "phone": "07"})


def test_validation_errors_do_not_quote_it() -> None:
    faulty = {"name": [NAME], "born": canary("health"), "phone": canary("phone")}
    with pytest.raises(ValidationError) as raised:
        Contact.model_validate(faulty)
    error = raised.value
    assert [it["type"] for it in error.errors()] == [
        "string_type",
        "date_from_datetime_parsing",
        "string_too_short",
    ]
    assert error.errors()[0]["loc"] == ("name",)
    told = [
        str(error),
        repr(error),
        error.errors(),
        error.json(),
        *traceback.format_exception(error),
    ]
    assert not leaks(*told)
    assert error.__context__ is None
    with pytest.raises(ValidationError) as raised:
        Contact.model_validate_json(json.dumps(faulty))
    assert not leaks(str(raised.value), raised.value.errors(), raised.value.json())


def test_an_error_beside_it_quotes_it_only_in_errors_which_is_why_they_are_not_logged() -> None:
    class Referral(Contact):
        office: str

    with pytest.raises(ValidationError) as raised:
        Referral.model_validate({"name": NAME})
    assert not leaks(str(raised.value), repr(raised.value))
    assert leaks(raised.value.errors()) == {"name"}


def test_only_reveal_json_writes_the_values() -> None:
    contact = Contact(name=Sensitive(NAME))
    assert json.loads(reveal_json(contact))["name"] == NAME
    assert Contact.model_validate_json(reveal_json(contact)) == contact
    assert not leaks(contact.model_dump_json(context=object()), contact.model_dump(context={}))


def test_the_schema_is_that_of_the_value() -> None:
    schema = TypeAdapter(Sensitive[date]).json_schema()
    assert schema == {"type": "string", "format": "date"}
    assert TypeAdapter(Sensitive).validate_python(NAME) == Sensitive(NAME)
