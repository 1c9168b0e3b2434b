"""Which words people count under, by dimension: read from a file apart from the problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.parts import Identifier
from shared.programmes.faults import Fault, pointer

_Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^<>{}\x00-\x1f]+$")]
_GROUPS: Final = TypeAdapter(dict[Identifier, dict[_Word, _Word]])
NOT_STATED: Final = "not stated"


class UnusableGroups(ValueError):
    """A document says no groups; ``faults`` are all that were found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Groups:
    """The words of everybody in a problem; ``NOT_STATED`` for whoever said nothing."""

    words: Mapping[str, Mapping[str, str]]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What people may count under, such as ``language``, in alphabetical order."""
        return tuple(sorted({dimension for of in self.words.values() for dimension in of}))

    def word(self, person: str, dimension: str) -> str:
        """The word of one person in one dimension."""
        return self.words.get(person, {}).get(dimension, NOT_STATED)


def read_groups(document: bytes, problem: AnyProblem, file: str = "groups") -> Groups:
    """Read ``{id: {dimension: word}}``; raises `UnusableGroups` with every fault.

    Not everybody needs to be in it; somebody who is not in the problem may not.
    """
    try:
        words = _GROUPS.validate_json(document.removeprefix(b"\xef\xbb\xbf"), strict=True)
    except ValidationError as error:
        raise UnusableGroups(
            tuple(
                Fault(file, pointer(*(s for s in detail["loc"] if s != "[key]")), _ADVICE)
                for detail in error.errors(include_url=False, include_input=False)
            )
        ) from None
    known = {person.id for person in problem.people}
    if faults := tuple(
        Fault(file, pointer(person), "nobody in the problem has this id; correct it or remove it")
        for person in words
        if person not in known
    ):
        raise UnusableGroups(faults)
    return Groups(words)


_ADVICE: Final = (
    'the form is {"id of a person": {"dimension": "word"}},'
    ' such as {"yp-01": {"language": "Polish"}}; correct this place'
)
