"""A made-up country of young people and mentors: draws from a seed, as columns or a problem."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.columns import Market, Mentors, People, Scales
from services.matching.optimization.problem.one_to_one import (
    Clearance,
    Mentor,
    OneToOne,
    YoungPerson,
)
from services.matching.optimization.problem.parts import SLOTS, Place

AS_OF = date(2026, 9, 1)
WIDTH, HEIGHT = 500_000, 900_000
"""Metres of country; a quarter of it empty sea would only make the market easier."""

LANGUAGES = ("en", "ur", "pa", "pl", "ro", "bn", "ar", "so", "gu", "pt", "es", "fa")
SECTORS = 16
BACKGROUNDS = (14, 12, 10, 9, 8, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2)
INTERESTS = (13, 12, 10, 9, 8, 8, 7, 6, 5, 5, 4, 4, 3, 3, 2, 1)
TRADES = (6, 15, 5, 14, 5, 12, 9, 6, 6, 5, 5, 5, 4, 4, 3, 2)
AGES = (2, 2, 3, 4, 6, 7, 8, 10, 10, 10, 9, 9, 8, 7, 5)
BANDS = ((11, 17), (16, 25), (18, 25))

Array = NDArray[Any]


def shares(weights: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array(weights) / sum(weights)


def some_bits(rng: np.random.Generator, n: int, low: int, high: int, p: Array) -> Array:
    """``low`` to ``high`` draws of a bit each; the same bit may come twice."""
    wanted, found = rng.integers(low, high + 1, n), np.zeros(n, np.uint32)
    for number in range(high):
        bit = np.uint32(1) << rng.choice(p.size, n, p=p).astype(np.uint32)
        found |= np.where(number < wanted, bit, np.uint32(0))
    return found


@dataclass(frozen=True)
class Draws:
    """Everything that was drawn, by attribute."""

    people: dict[str, Array]
    mentors: dict[str, Array]
    seed: int


def draw(n: int, seed: int = 1, mentors_each: float = 1.0) -> Draws:
    """``n`` young people and so many mentors each, in as many areas as fit their number."""
    rng = np.random.default_rng(seed)
    areas = max(1, round(228 * min(1.0, (n / 1e6)) ** 0.75))
    sizes = np.exp(rng.normal(0, 1, areas))
    sizes = np.minimum(sizes / sizes.sum(), max(0.05, 1 / areas))
    east, north = rng.integers(40_000, WIDTH, areas), rng.integers(40_000, HEIGHT, areas)
    centers = np.column_stack([east, north])
    m = int(n * mentors_each)
    theirs = sizes * np.exp(rng.normal(0, 0.2, areas))
    return Draws(
        _people(rng, n, sizes / sizes.sum(), centers),
        _mentors(rng, m, theirs / theirs.sum(), centers),
        seed,
    )


def _place(rng: np.random.Generator, n: int, p: Array, centers: Array) -> dict[str, Array]:
    """Around a center, half of them within 10 km."""
    area = rng.choice(p.size, n, p=p)
    far = np.minimum(12_000 * np.sqrt(-np.log(rng.random(n) + 1e-12)), 40_000)
    turn = rng.random(n) * 2 * np.pi
    east = centers[area, 0] + np.rint(far * np.cos(turn))
    north = centers[area, 1] + np.rint(far * np.sin(turn))
    return {"x": east.astype(np.int32), "y": north.astype(np.int32)}


def _languages(rng: np.random.Generator, n: int) -> Array:
    others = np.array([0.94] + [0.06 / 11] * 11)
    return np.uint32(1) << rng.choice(12, n, p=others).astype(np.uint32)


def _people(rng: np.random.Generator, n: int, p: Array, centers: Array) -> dict[str, Array]:
    even = np.full(21, 1 / 21)
    return _place(rng, n, p, centers) | {
        "age": rng.choice(np.arange(11, 26), n, p=shares(AGES)).astype(np.int32),
        "remote": rng.random(n) < 0.25,
        "languages": _languages(rng, n),
        "slots": some_bits(rng, n, 3, 8, even),
        "interests": some_bits(rng, n, 1, 3, shares(INTERESTS)),
        "backgrounds": some_bits(rng, n, 1, 4, shares(BACKGROUNDS)),
        "barriers": some_bits(rng, n, 0, 3, np.full(10, 0.1)),
        "waited": np.minimum(rng.exponential(40, n), 365).astype(np.int32),
    }


def _mentors(rng: np.random.Generator, m: int, p: Array, centers: Array) -> dict[str, Array]:
    even, band = np.full(21, 1 / 21), rng.choice(3, m, p=[0.2, 0.5, 0.3])
    any_age, bands = rng.random(m) < 0.25, np.array(BANDS)
    return _place(rng, m, p, centers) | {
        "ready": rng.random(m) < 0.97 * 0.96,
        "capacity": rng.choice([1, 2, 3], m, p=[0.78, 0.17, 0.05]).astype(np.int32),
        "remote": rng.random(m) < 0.2,
        "youngest": np.where(any_age, 11, bands[band, 0]).astype(np.int32),
        "oldest": np.where(any_age, 25, bands[band, 1]).astype(np.int32),
        "cleared": rng.random(m) < 0.93,
        "languages": _languages(rng, m) | np.uint32(1),
        "slots": some_bits(rng, m, 3, 8, even),
        "sector": rng.choice(SECTORS, m, p=shares(TRADES)).astype(np.int32),
        "backgrounds": some_bits(rng, m, 1, 4, shares(BACKGROUNDS)),
        "overcame": some_bits(rng, m, 0, 3, np.full(10, 0.1)),
    }


def columns(drawn: Draws) -> Market:
    """The draws as a market, without any model in between."""
    return Market(
        _people_columns(drawn.people), _mentor_columns(drawn.mentors), _scales(), drawn.seed
    )


def _scales() -> Scales:
    return Scales(250, 120, 150, 100, 25, 30_000, 1200, 5, 15)


def _each(weight: int, masks: Array) -> Array:
    count = np.bitwise_count(masks).astype(np.int32)
    return np.where(count > 0, weight // np.maximum(count, 1), 0).astype(np.int32)


def _beside(interests: Array) -> Array:
    """Sectors 0 and 1 are neighbors, 2 and 3, and so on."""
    even, odd = np.uint32(0x55555555), np.uint32(0xAAAAAAAA)
    return ((interests & even) << np.uint32(1)) | ((interests & odd) >> np.uint32(1))


def _people_columns(drawn: dict[str, Array]) -> People:
    n = drawn["age"].size
    silent = np.where(drawn["barriers"] == 0, 75, 0)
    return People(
        active=np.ones(n, np.bool_),
        placed=np.ones(n, np.bool_),
        x=drawn["x"],
        y=drawn["y"],
        remote=drawn["remote"],
        age=drawn["age"],
        needs=np.where(drawn["age"] < 18, 1, 0).astype(np.uint32),
        languages=drawn["languages"][None, :],
        slots=drawn["slots"],
        interests=(drawn["interests"] << np.uint32(1))[None, :],
        close=(_beside(drawn["interests"]) << np.uint32(1))[None, :],
        backgrounds=drawn["backgrounds"][None, :],
        barriers=drawn["barriers"][None, :],
        per_background=_each(350, drawn["backgrounds"]),
        per_barrier=_each(150, drawn["barriers"]),
        neutral=silent.astype(np.int32),
        waiting_worth=(1000 + 2 * np.minimum(drawn["waited"], 180)).astype(np.int32),
        held=np.full(n, -1, np.int32),
        conflict_start=np.zeros(n + 1, np.int64),
        conflicts=np.zeros(0, np.int32),
    )


def _mentor_columns(drawn: dict[str, Array]) -> Mentors:
    m = drawn["sector"].size
    return Mentors(
        ready=drawn["ready"],
        seats=drawn["capacity"],
        placed=np.ones(m, np.bool_),
        x=drawn["x"],
        y=drawn["y"],
        remote=drawn["remote"],
        youngest=drawn["youngest"],
        oldest=drawn["oldest"],
        cleared=drawn["cleared"].astype(np.uint32),
        languages=drawn["languages"][None, :],
        slots=drawn["slots"],
        sector=drawn["sector"] + np.int32(1),
        backgrounds=drawn["backgrounds"][None, :],
        overcame=drawn["overcame"][None, :],
    )


def problem_of(drawn: Draws) -> OneToOne:
    """The draws as a documented problem."""
    people, mentors = drawn.people, drawn.mentors
    return OneToOne(
        as_of=AS_OF,
        seed=drawn.seed,
        people=tuple(_young_person(people, at) for at in range(people["age"].size)),
        mentors=tuple(_mentor(mentors, at) for at in range(mentors["sector"].size)),
        neighboring_sectors=tuple((f"s{a:02}", f"s{a + 1:02}") for a in range(0, SECTORS, 2)),
    )


def _words(stem: str, mask: int) -> tuple[str, ...]:
    return tuple(f"{stem}{bit:02}" for bit in range(32) if mask >> bit & 1)


def _slots(mask: int) -> tuple[str, ...]:
    return tuple(SLOTS[bit] for bit in range(21) if mask >> bit & 1)


def _spoken(mask: int) -> tuple[str, ...]:
    return tuple(LANGUAGES[bit] for bit in range(12) if mask >> bit & 1)


def _young_person(drawn: dict[str, Array], at: int) -> YoungPerson:
    return YoungPerson(
        id=f"y{at}",
        born=AS_OF.replace(year=AS_OF.year - int(drawn["age"][at])),
        waiting_since=AS_OF - timedelta(days=int(drawn["waited"][at])),
        place=Place(easting=int(drawn["x"][at]), northing=int(drawn["y"][at])),
        remote=bool(drawn["remote"][at]),
        languages=_spoken(int(drawn["languages"][at])),
        slots=_slots(int(drawn["slots"][at])),
        interests=_words("s", int(drawn["interests"][at])),
        relates_to=_words("b", int(drawn["backgrounds"][at])),
        barriers=_words("r", int(drawn["barriers"][at])),
    )


def _mentor(drawn: dict[str, Array], at: int) -> Mentor:
    ready = bool(drawn["ready"][at])
    valid = Clearance(
        kind="enhanced_with_barred_list",
        checked=AS_OF - timedelta(days=100),
        recheck_by=AS_OF + timedelta(days=600),
    )
    return Mentor(
        id=f"m{at}",
        capacity=int(drawn["capacity"][at]),
        youngest=int(drawn["youngest"][at]),
        oldest=int(drawn["oldest"][at]),
        place=Place(easting=int(drawn["x"][at]), northing=int(drawn["y"][at])),
        remote=bool(drawn["remote"][at]),
        languages=_spoken(int(drawn["languages"][at])),
        slots=_slots(int(drawn["slots"][at])),
        sector=f"s{int(drawn['sector'][at]):02}",
        backgrounds=_words("b", int(drawn["backgrounds"][at])),
        overcame=_words("r", int(drawn["overcame"][at])),
        profile_complete=ready,
        trained=ready,
        clearances=(valid,) if drawn["cleared"][at] else (),
    )
