"""From bytes to a problem; or everything that is wrong with them, at once."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.matching.optimization.problem.cross_checks import cross_faults
from services.matching.optimization.problem.kinds import ANY_PROBLEM, KINDS, AnyProblem
from shared.programmes.faults import Fault, pointer

_SEE: Final = "'./inroads match schema' lists what is allowed"
_KINDS: Final = ", ".join(KINDS)
_ADVICE: Final = {
    "extra_forbidden": f"the format has no such field; correct its spelling or remove it ({_SEE})",
    "missing": "this field is missing; add it",
    "union_tag_not_found": f"'kind' is missing; add one of {_KINDS}",
    "union_tag_invalid": f"there is no such kind; use one of {_KINDS}",
    "model_attributes_type": f"a problem is a JSON object, with a 'kind' among {_KINDS}",
    "date_from_datetime_inexact": "give a day without a time, as YYYY-MM-DD",
    "date_from_datetime_parsing": "give a day as YYYY-MM-DD, such as 2026-09-30",
    "date_type": "give a day as YYYY-MM-DD, such as 2026-09-30",
    "date_parsing": "give a day as YYYY-MM-DD, such as 2026-09-30",
}
_SHAPES: Final = {
    "[A-Za-z0-9._:-]": "an id has up to 64 letters, digits and . _ : - and is never a name",
    "[a-z0-9][a-z0-9_-]": "a code has up to 40 small letters, digits, _ and -",
    "[A-Z][0-9]{8}": "an area is an ONS code, such as E08000025",
    "[a-z]{2,3}": "a language is a code of ISO 639, such as en or pl",
    "(mon|": "a slot is a day and a time, such as tue-evening",
}
"""What the patterns of ``parts.py`` mean, by how they begin."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class UnusableProblem(ValueError):
    """A document is no problem; ``faults`` are all that were found, none repeating a value."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def read_problem(document: bytes, file: str = "problem") -> AnyProblem:
    """Read a problem of any kind from JSON; raises `UnusableProblem` with every fault.

    Types are taken strictly, as the JSON Schema says them: ``"5"`` is no number. What a schema
    cannot say (ids that are twice there or unknown, dates in a wrong order) is checked as well,
    as soon as all fields are sound. ``file`` is what the faults call the document.
    """
    try:
        problem = ANY_PROBLEM.validate_json(document.removeprefix(_BYTE_ORDER_MARK), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise UnusableProblem([_fault(detail, file) for detail in details]) from None
    if faults := [Fault(file, where, message) for where, message in cross_faults(problem)]:
        raise UnusableProblem(faults)
    return problem


def _fault(detail: ErrorDetails, file: str) -> Fault:
    where = detail["loc"][1:] if detail["loc"][:1] and detail["loc"][0] in KINDS else detail["loc"]
    where = tuple(step for step in where if step != "[key]")
    if detail["type"].startswith("union_tag"):
        where = ("kind",)
    return Fault(file, pointer(*where), _message(detail))


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "json_invalid":
        return f"this is not JSON ({detail['ctx']['error']}); correct this place"
    if detail["type"] == "string_pattern_mismatch":
        pattern = detail["ctx"]["pattern"].removeprefix("^")
        shapes = [words for begin, words in _SHAPES.items() if pattern.startswith(begin)]
        return f"{shapes[0]}; correct it" if shapes else f"this does not fit {pattern}; {_SEE}"
    found = detail["msg"][:1].lower() + detail["msg"][1:]
    return _ADVICE.get(detail["type"], f"{found}; {_SEE}")
