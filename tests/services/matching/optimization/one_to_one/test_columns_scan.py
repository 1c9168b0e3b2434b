"""Whom a mentor who joins should meet is what a look at every single person says."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.columns import Market
from services.matching.optimization.one_to_one.columns_scan import bands_of, best_people, forget
from services.matching.optimization.one_to_one.compiled import NEVER
from services.matching.optimization.one_to_one.fits import pair_fits
from services.matching.optimization.one_to_one.tables import Tables, tables_of
from tests.benchmarks.matching.synthetic_market import columns, draw
from tests.services.matching.optimization.one_to_one.test_scans import in_two_words

PEOPLE, KNOWN, MOST = 1_500, 1_400, 40
"""So many people, of whom so many were there when the columns were made."""

Array = NDArray[Any]


def drawn(seed: int) -> Market:
    """A country in which some have no place, are in no programme, or have no good fit."""
    market, rng = columns(draw(PEOPLE, seed)), np.random.default_rng(seed)
    people = market.people._replace(
        active=rng.random(PEOPLE) < 0.95, placed=rng.random(PEOPLE) < 0.9
    )
    mentors = market.mentors._replace(placed=rng.random(PEOPLE) < 0.9)
    scales = market.scales._replace(least=400 * (seed % 2), furthest=(30_000, 4_000)[seed % 2])
    return market._replace(people=people, mentors=mentors, scales=scales)


def every_fit(tables: Tables, mentor: int) -> Array:
    fits = np.empty(PEOPLE, np.int64)
    pair_fits(tables, np.arange(PEOPLE), np.full(PEOPLE, mentor), fits)
    return fits


@pytest.mark.parametrize("words", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_people_for_a_mentor_are_those_of_a_look_at_everybody(
    seed: int, words: int
) -> None:
    market = drawn(seed) if words == 1 else in_two_words(drawn(seed))
    tables, rng = tables_of(market), np.random.default_rng(seed)
    worth, gain = rng.integers(1000, 1400, PEOPLE), rng.integers(0, 2000, PEOPLE)
    bands, full = bands_of(tables, KNOWN), 0
    for gone in rng.choice(PEOPLE, 50, replace=False):
        tables.people[gone] = 0
        forget(bands, int(gone))
    for mentor in range(200):
        who, fits = best_people(tables, mentor, bands, (worth, gain), MOST)
        every = every_fit(tables, mentor)
        over = np.where(every > NEVER, every + worth - gain, NEVER)
        assert np.unique(who).size == who.size, "somebody was looked at twice"
        assert np.array_equal(every[who], fits), "a fit is not that of the pair"
        best = np.sort(over[over > NEVER])[::-1][:MOST]
        assert np.array_equal(np.sort(over[who])[::-1], best), f"mentor {mentor}"
        full += who.size == MOST
    assert full > 10 or seed % 2, "hardly a mentor had more than enough: this proves little"
