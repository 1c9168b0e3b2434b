"""A curve through the country that keeps near what is near: Morton's order of places."""

import numpy as np

from services.matching.optimization.one_to_one.compiled import Ints, Longs

_STEPS = ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F))
_LAST = ((2, 0x3333333333333333), (1, 0x5555555555555555))


def along_curve(x: Ints, y: Ints) -> Longs:
    """Where each place lies on the curve, in cells of 16 km."""
    return _spread(x.astype(np.int64) >> 14) | _spread(y.astype(np.int64) >> 14) << 1


def _spread(number: Longs) -> Longs:
    """Put a zero between any two bits."""
    for shift, mask in _STEPS + _LAST:
        number = (number | number << shift) & mask
    return number
