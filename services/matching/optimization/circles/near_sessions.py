"""Which sessions a person may join, found by a grid: what lets the checker judge a whole region.

It only leaves out what cannot be: the readable rules have the last word on every session it names.
"""

from collections import defaultdict
from collections.abc import Iterator

from services.matching.optimization.circles.rules import eligible
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker
from services.matching.optimization.problem.parts import Place

_Spot = tuple[str, str, object]
"""Track, slot, and a cell of the grid or an area."""


class NearSessions:
    """The sessions of a problem by track, slot, and where they are."""

    def __init__(self, problem: Circles) -> None:
        self._problem = problem
        self._in_cell: dict[_Spot, list[HostedSession]] = defaultdict(list)
        self._in_area: dict[_Spot, list[HostedSession]] = defaultdict(list)
        self._anywhere: dict[_Spot, list[HostedSession]] = defaultdict(list)
        for session in problem.sessions:
            spot = session.track, session.slot
            self._anywhere[*spot, session.area].append(session)
            if session.place is None:
                self._in_area[*spot, session.area].append(session)
            else:
                self._in_cell[*spot, self._cell(session.place)].append(session)

    def of(self, person: Jobseeker) -> Iterator[HostedSession]:
        """Yield every session that the rules allow the person."""
        for slot in dict.fromkeys(person.slots):
            for session in self._candidates(person, slot):
                if eligible(self._problem, person, session):
                    yield session

    def _candidates(self, person: Jobseeker, slot: str) -> Iterator[HostedSession]:
        spot = person.track, slot
        if person.place is None:
            yield from self._anywhere.get((*spot, person.area), ())
            return
        yield from self._in_area.get((*spot, person.area), ())
        east, north = self._cell(person.place)
        for cell in ((east + e, north + n) for e in (-1, 0, 1) for n in (-1, 0, 1)):
            yield from self._in_cell.get((*spot, cell), ())

    def _cell(self, place: Place) -> tuple[int, int]:
        """Return the square, as wide as the furthest way: what is near lies in it or beside it."""
        width = max(1, self._problem.furthest_metres)
        return place.easting // width, place.northing // width
