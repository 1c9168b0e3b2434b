"""Areas by name: local authorities, and the groups of them that programmes speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class UnknownAreaError(LookupError):
    """A name that is neither a group of areas nor the code of a local authority in force."""


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """A named set of local authorities: GSS codes in force, and the codes they replaced."""

    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Areas:
    """Every area that a programme file may name."""

    by_name: Mapping[str, AreaGroup]

    def group(self, name: str) -> AreaGroup:
        """The group called `name`, or the one local authority with that GSS code.

        Raises `UnknownAreaError`, which says what would have been accepted.
        """
        try:
            return self.by_name[name]
        except KeyError:
            raise UnknownAreaError(
                f"{name!r} is not a known area; use a group of areas.yaml, a region of "
                "local_authorities.yaml or a code in force such as E09000012"
            ) from None

    def with_group(self, name: str, parts: Iterable[str]) -> "Areas":
        """These areas and one group more, the union of `parts`; raises `UnknownAreaError`."""
        members = frozenset[str]().union(*(self.group(part).members for part in parts))
        return Areas({**self.by_name, name: AreaGroup(name, members)})
