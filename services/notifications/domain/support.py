"""What a programme's kind of support means for the letters about it."""

from functools import cache

from shared.programmes.ages import MAY_BE_WRITTEN_TO
from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.model import Programme


@cache
def is_one_to_one(programme: str) -> bool:
    """Return whether its sessions are meetings of two people, one of them a mentor."""
    known = _known(programme)
    return known is not None and known.support == "one_to_one"


@cache
def has_advocates(programme: str) -> bool:
    """Return whether its sessions are visits of whoever supports somebody."""
    known = _known(programme)
    return known is not None and known.caseload is not None


@cache
def called(programme: str) -> str:
    """Return what people call whoever carries a caseload in the programme."""
    known = _known(programme)
    return known.caseload.called if known and known.caseload else "advocate"


@cache
def takes_under_16s(programme: str) -> bool:
    """Return whether somebody in it may be under 16; so it is if the programme is not known."""
    known = _known(programme)
    if known is None:
        return True
    youngest = [phase.ages.youngest for phase in known.phases if phase.ages is not None]
    return any(age is not None and age < MAY_BE_WRITTEN_TO for age in youngest)


def _known(programme: str) -> Programme | None:
    try:
        return load_programmes().by_code(programme)
    except UnknownProgrammeError:
        return None
