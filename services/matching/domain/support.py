"""How a programme supports people, as far as matching must tell programmes apart."""

from datetime import datetime
from functools import cache

from services.matching.domain.assigning import Today
from shared.local_day import local_day
from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.model import Programme
from shared.programmes.support import Caseload, Mentoring, Schools


@cache
def mentoring(programme: str) -> Mentoring | None:
    """Return how the programme matches people one to one; ``None`` if it does not."""
    found = _programme(programme)
    return found.mentoring if found else None


@cache
def caseload(programme: str) -> Caseload | None:
    """Return how advocates carry caseloads in the programme; ``None`` if nobody does."""
    found = _programme(programme)
    return found.caseload if found else None


@cache
def schools_of(programme: str) -> Schools | None:
    """Return which schools of the programme ask for sessions; ``None`` if none do."""
    found = _programme(programme)
    return found.schools if found else None


def has_circles(programme: str) -> bool:
    """Return whether people of the programme wait for a seat, as far as anybody knows of it."""
    found = _programme(programme)
    return found is None or found.has_circles


def today_of(programme: str, now: datetime) -> Today:
    """Return the day, and how long before a contract's end the programme hands over."""
    plan = caseload(programme)
    return Today(local_day(now), plan.handover_days if plan else 0)


def with_mentors() -> tuple[Programme, ...]:
    """Return the programmes that match people one to one."""
    return tuple(p for p in load_programmes().all if p.mentoring is not None)


def with_advocates() -> tuple[str, ...]:
    """Return the codes of the programmes in which advocates carry caseloads."""
    return tuple(p.code for p in load_programmes().all if p.caseload is not None)


def with_schools() -> tuple[Programme, ...]:
    """Return the programmes in which schools ask for sessions."""
    return tuple(p for p in load_programmes().all if p.schools is not None)


def counts(programme: str, clearance: str) -> bool:
    """Return whether this kind of clearance protects minors in this programme."""
    plan = mentoring(programme)
    return plan is not None and clearance in plan.clearances


def _programme(code: str) -> Programme | None:
    try:
        return load_programmes().by_code(code)
    except UnknownProgrammeError:
        return None
