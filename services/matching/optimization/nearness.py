"""What being near is worth, where groups and schools are concerned."""

from math import isqrt

from services.matching.optimization.problem.parts import Place, Points


def nearness(most: Points, furthest: int, here: Place | None, there: Place | None) -> int:
    """All points at the door, none at the furthest (metres); half of them if a place is unknown."""
    if here is None or there is None:
        return most // 2
    metres = isqrt(here.squared_metres_to(there))
    return most * max(0, furthest - metres) // furthest if furthest else most
