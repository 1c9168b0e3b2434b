"""What no caseloads can exceed, from prices of the caps alone, over every pair that is allowed."""

import numpy as np

from services.matching.optimization.caseloads.classes import Caseload
from services.matching.optimization.caseloads.program import caps_only
from services.matching.optimization.highs import Ints, relaxed


def cap_prices(caseload: Caseload) -> Ints:
    """Return what one more unit of complexity is worth with each advocate, rounded up to points."""
    if not caseload.classes:
        return np.zeros(len(caseload.advocates), np.int64)
    prices = relaxed(caps_only(caseload)).prices[: len(caseload.advocates)]
    return np.ceil(prices - 1e-6).astype(np.int64)


def bound_by(caseload: Caseload, prices: Ints) -> int:
    """Return the bound of duality for any prices from 0 up: unevenness only lowers a value."""
    earned = int((caseload.caps * prices).sum())
    charge = caseload.complexity[caseload.pair_class] * prices[caseload.pair_advocate]
    best = np.full(len(caseload.classes), np.iinfo(np.int64).min, np.int64)
    np.maximum.at(best, caseload.pair_class, caseload.fit - charge)
    surplus = (
        max(0, worth + left)
        for one, left in zip(caseload.classes, best.tolist(), strict=True)
        for worth in one.worths
    )
    return earned + sum(surplus)
