"""How a programme supports people, as far as matching must tell programmes apart."""

from functools import cache

from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.model import Programme
from shared.programmes.support import Mentoring


@cache
def mentoring(programme: str) -> Mentoring | None:
    """Return how the programme matches people one to one; ``None`` if it does not."""
    try:
        return load_programmes().by_code(programme).mentoring
    except UnknownProgrammeError:
        return None


def with_mentors() -> tuple[Programme, ...]:
    """Return the programmes that match people one to one."""
    return tuple(p for p in load_programmes().all if p.mentoring is not None)


def counts(programme: str, clearance: str) -> bool:
    """Return whether this kind of clearance protects minors in this programme."""
    plan = mentoring(programme)
    return plan is not None and clearance in plan.clearances
