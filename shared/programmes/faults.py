"""What is wrong in a file of this folder, said so that whoever edits it can mend it."""

from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_ADVICE = {
    "extra_forbidden": "nobody declared this field; correct its spelling or remove it",
    "missing": "this field is missing; add it",
    "too_short": "this list is empty; give at least one entry",
    "string_too_short": "this text is empty; write it",
}
_SEE_SCHEMA = "programme.schema.json lists what is allowed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the file's name, a JSON pointer into it, and what to do."""

    file: str
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} at {self.pointer or 'the top'}: {self.message}"


class ProgrammeError(ValueError):
    """The programme files cannot be used; `faults` lists everything that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def faults_of(error: ValidationError, file: str) -> tuple[Fault, ...]:
    """Every mistake that validation found in one file."""
    details = error.errors(include_url=False)
    wrong_within = {detail["loc"][:-1] for detail in details}
    return tuple(
        Fault(file, pointer(*detail["loc"]), _message(detail))
        for detail in details
        # pydantic counts only sound entries, and calls a list with one wrong entry empty.
        if not (detail["type"] == "too_short" and detail["loc"] in wrong_within)
    )


def pointer(*steps: str | int) -> str:
    """The RFC 6901 JSON pointer made of these steps."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    found = detail["msg"][:1].lower() + detail["msg"][1:]
    return _ADVICE.get(detail["type"], f"{found}; {_SEE_SCHEMA}")
