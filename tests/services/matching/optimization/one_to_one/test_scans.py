"""What a scan of labelled shelves says of all pairs is what a look at every single pair says."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.arcs import gains
from services.matching.optimization.one_to_one.columns import Market
from services.matching.optimization.one_to_one.compiled import NEVER
from services.matching.optimization.one_to_one.dense import all_fits
from services.matching.optimization.one_to_one.fits import ceiling
from services.matching.optimization.one_to_one.lookout import Lookout
from services.matching.optimization.one_to_one.scans import ANY, Shelves, best_mentors, options_of
from services.matching.optimization.one_to_one.shelves import ROW, priced, shelves_of
from services.matching.optimization.one_to_one.sieve import promising
from services.matching.optimization.one_to_one.solving import Settings, Solved, solve_market
from services.matching.optimization.one_to_one.tables import Tables, tables_of
from tests.benchmarks.matching.synthetic_market import columns, draw

PEOPLE = 2_100
"""So many that a market has shelves, and that several threads scan them."""

SEEDS = range(3)
FORBIDDEN = int(NEVER) // 2
Array = NDArray[Any]


def drawn(seed: int, people: int = PEOPLE) -> Market:
    """A town in which some hold a proposal, some a conflict; in every third fits must be good."""
    market, rng = columns(draw(people, seed)), np.random.default_rng(seed)
    held = np.where(rng.random(people) < 0.1, rng.integers(0, people, people), -1)
    counts = np.where(rng.random(people) < 0.1, 3, 0)
    conflicts = rng.integers(0, people, int(counts.sum())).astype(np.int32)
    start = np.append(0, np.cumsum(counts)).astype(np.int64)
    town = market.people._replace(
        held=held.astype(np.int32), conflict_start=start, conflicts=conflicts
    )
    scales = market.scales._replace(least=0 if seed % 3 else 400)
    return market._replace(people=town, scales=scales)


def in_two_words(market: Market) -> Market:
    """The same market, its vocabularies spread over two words each."""

    def spread(masks: Array) -> Array:
        return np.concatenate([masks & np.uint32(0xFF), masks >> np.uint32(8)])

    wishes = "languages", "interests", "close", "backgrounds", "barriers"
    people = {name: spread(getattr(market.people, name)) for name in wishes}
    offers = "languages", "backgrounds", "overcame"
    mentors = {name: spread(getattr(market.mentors, name)) for name in offers}
    sector = market.mentors.sector
    mentors["sector"] = np.where(sector < 8, sector, sector + 24).astype(np.int32)
    return market._replace(
        people=market.people._replace(**people), mentors=market.mentors._replace(**mentors)
    )


def shelved(market: Market, price: Array) -> tuple[Tables, Shelves]:
    tables = tables_of(market)
    ready = np.flatnonzero(market.mentors.ready)
    near, remote = shelves_of(tables, ready)
    return tables, (priced(near, price), priced(remote, price))


def every_fit(market: Market) -> Array:
    """The fit of every pair of the market, far below 0 where a rule forbids it."""
    fits: Array = all_fits(tables_of(market)).astype(np.int64)
    return fits


def bound_over_all_pairs(market: Market, solved: Solved) -> int:
    """What no solution exceeds at the prices of this one, from every single pair."""
    seats = np.where(market.mentors.ready, market.mentors.seats, 0)
    fits = every_fit(market)
    values = np.where(fits > FORBIDDEN, fits + solved.worth[:, None] - solved.price, 0)
    gains = np.where(seats > 0, values, 0).max(axis=1, initial=0)
    return int(gains.sum() + (solved.price * seats).sum())


@pytest.mark.parametrize("market", [drawn, lambda seed: in_two_words(drawn(seed))])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_on_the_shelves_are_the_best_of_all_pairs(market: Any, seed: int) -> None:  # noqa: ANN401
    town, rng = market(seed), np.random.default_rng(seed)
    price = rng.integers(0, 400, PEOPLE).astype(np.int64)
    tables, shelves = shelved(town, price)
    floors = rng.integers(200, 700, PEOPLE).astype(np.int32)
    floors[:50] = ANY
    who = rng.permutation(PEOPLE)[: PEOPLE - 5]
    _, values, counts = best_mentors(tables, shelves, price, floors[who], 7, who)
    every = np.where(town.mentors.ready, every_fit(drawn(seed)) - price, NEVER)
    assert counts.min() < 7 == counts.max(), "one side of the limit was never tried"
    for row, person in enumerate(who):
        expected = np.sort(every[person][every[person] > floors[person]])[::-1][:7]
        assert values[row, : counts[row]].tolist() == expected.tolist(), f"person {person}"


@pytest.mark.parametrize("market", [drawn, lambda seed: in_two_words(drawn(seed))])
def test_options_are_counted_up_to_what_is_enough(market: Any) -> None:  # noqa: ANN401
    town = market(4)
    tables, shelves = shelved(town, np.zeros(PEOPLE, np.int64))
    allowed = (every_fit(drawn(4)) > FORBIDDEN).sum(axis=1)
    few = np.flatnonzero(allowed < 15)
    assert few.size, "everybody has many: this proves little"
    counted = options_of(tables, shelves, 15, np.arange(PEOPLE))
    assert counted.tolist() == np.minimum(allowed, 15).tolist()


@pytest.mark.parametrize("market", [drawn, lambda seed: in_two_words(drawn(seed))])
def test_labels_side_by_side_let_through_what_each_alone_lets_through(market: Any) -> None:  # noqa: ANN401
    rng = np.random.default_rng(7)
    tables, shelves = shelved(market(7), rng.integers(0, 400, PEOPLE).astype(np.int64))
    through = held_back = 0
    for person in range(0, PEOPLE, 60):
        for shelf in shelves:
            last, floor = min(ROW, shelf.block_start.size - 1), int(rng.integers(200, 900))
            found = int(promising(tables, person, shelf.blocks, (1, last), floor, shelf.remote))
            for block in range(1, last):
                label = shelf.blocks[:, block]
                top = ceiling(tables.people[person], label, tables, floor, shelf.remote)
                assert bool(found >> (block - 1) & 1) == (top > floor)
                through, held_back = through + (top > floor), held_back + (top <= floor)
    assert through > 50
    assert held_back > 50


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_counts_pairs_that_were_never_candidates(seed: int) -> None:
    market = drawn(seed)
    thin = solve_market(market, Settings(first=2, guided=0, exact=False))
    known = int(thin.network.gain.sum() + (thin.price * thin.network.seats).sum())
    assert thin.bound == bound_over_all_pairs(market, thin)
    assert thin.bound > known, "every good pair was a candidate: this proves little"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_one_cheap_mentor_whom_nobody_looked_at_is_found_at_the_end(seed: int) -> None:
    """Everybody costs more than anybody is worth, but one who is no candidate of a person's."""
    market = drawn(seed)
    lookout, fits = Lookout(market), every_fit(market)
    lookout.glance(2)
    arcs, person = lookout.arcs, 17
    candidates = arcs.mentor[arcs.start[person] : arcs.start[person + 1]]
    others = np.setdiff1d(np.flatnonzero(market.mentors.ready), candidates)
    planted = others[fits[person, others].argmax()]
    price = np.full(PEOPLE, 100_000, np.int64)
    price[planted] = 0
    best = lookout.confirm(price, gains(arcs, price, PEOPLE))
    assert best[person] == fits[person, planted] + lookout.worth[person]
    assert (
        planted in lookout.arcs.mentor[lookout.arcs.start[person] : lookout.arcs.start[person + 1]]
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_is_said_to_be_proven_needs_no_last_scan(seed: int) -> None:
    """Levels and references alone prove the optimum: the last scan only says so again."""
    market = drawn(seed, 2_500)
    for way in (Settings(confirm=False), Settings(first=2, guided=0, more=2, confirm=False)):
        solved = solve_market(market, way)
        assert solved.value == solved.bound == bound_over_all_pairs(market, solved)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_unknown_pair_is_worth_more_than_level_and_reference(seed: int) -> None:
    """However prices and gains have moved between two looks."""
    market, rng = drawn(seed), np.random.default_rng(seed)
    lookout, fits = Lookout(market), every_fit(market)
    lookout.glance(4)
    values = np.where((fits > FORBIDDEN) & (lookout.seats > 0), fits + lookout.worth[:, None], 0)
    price = rng.integers(0, 300, PEOPLE).astype(np.int64)
    for turn in range(5):
        lookout.look(price, gains(lookout.arcs, price, PEOPLE), 20, 6)
        unknown = values.copy()
        unknown[np.repeat(np.arange(PEOPLE), np.diff(lookout.arcs.start)), lookout.arcs.mentor] = 0
        most = (unknown - lookout.reference).max(axis=1)
        assert (most <= lookout.level)[values.any(axis=1)].all(), f"look {turn}"
        price = np.maximum(price + rng.integers(-30, 30, PEOPLE), 0)


def test_hundreds_of_mentors_who_are_all_the_same_come_to_an_end() -> None:
    """People are more than seats, and each of more mentors than are ever added is as good."""
    market = _all_alike(columns(draw(1_200, 1, 1_000 / 1_200)))
    told: list[float] = []

    def progress(_what: str, figure: float) -> None:
        told.append(figure)
        assert len(told) < 60, "it goes round in circles"

    solved = solve_market(market, progress=progress)
    assert solved.value == solved.bound
    assert (solved.match >= 0).sum() == 1_000


def _all_alike(market: Market) -> Market:
    """Everybody like the first person, and like the first mentor, who may be matched."""
    people = market.people._replace(
        **{
            name: np.repeat(column[..., :1], column.shape[-1], axis=-1)
            for name, column in market.people._asdict().items()
            if name not in {"conflict_start", "conflicts"}
        }
    )
    first = {
        "ready": True,
        "seats": 1,
        "x": people.x[0],
        "y": people.y[0],
        "youngest": 11,
        "oldest": 25,
        "cleared": 1,
        "languages": people.languages[0, 0],
        "slots": people.slots[0],
    }
    mentors = market.mentors._replace(
        **{
            name: np.full_like(column, first[name])
            if name in first
            else np.repeat(column[..., :1], column.shape[-1], axis=-1)
            for name, column in market.mentors._asdict().items()
        }
    )
    return market._replace(people=people, mentors=mentors)
