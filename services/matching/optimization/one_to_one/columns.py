"""A market as columns: what the compiled scans read, one array per attribute.

Words are bit masks of 32; a vocabulary of more words takes more rows. Only words that both sides
use have a bit: others can match nobody.
"""

from typing import Final, NamedTuple

from services.matching.optimization.one_to_one.compiled import Flags, Ints, Longs, Masks

NATIONS: Final = ("england", "wales", "scotland", "northern_ireland")
NO_SECTOR: Final = 0
"""The number of the sector of mentors who name none; nobody is interested in it."""


class People(NamedTuple):
    """The young people of a market, by index."""

    active: Flags
    """In the programme's ages, and not in an accepted match."""
    placed: Flags
    x: Ints
    y: Ints
    remote: Flags
    age: Ints
    needs: Masks
    """The bit of the nation whose clearance a mentor needs; none for adults."""
    languages: Masks
    slots: Masks
    interests: Masks
    close: Masks
    """Sectors beside those of interest."""
    backgrounds: Masks
    barriers: Masks
    per_background: Ints
    per_barrier: Ints
    neutral: Ints
    """Half of each part about which somebody said nothing."""
    waiting_worth: Ints
    """Base and waiting time, without any bonus."""
    held: Ints
    """The mentor of a proposal, or -1."""
    conflict_start: Longs
    conflicts: Ints


class Mentors(NamedTuple):
    """The mentors of a market, by index."""

    ready: Flags
    """Profile complete, trained and not paused."""
    seats: Ints
    """Places that no accepted match takes."""
    placed: Flags
    x: Ints
    y: Ints
    remote: Flags
    youngest: Ints
    oldest: Ints
    cleared: Masks
    """A bit for every nation whose clearance for minors is valid on the day."""
    languages: Masks
    slots: Masks
    sector: Ints
    backgrounds: Masks
    overcame: Masks


class Scales(NamedTuple):
    """The weights and bounds of a market, in points and metres."""

    sector: int
    close_sector: int
    place: int
    availability: int
    stickiness: int
    furthest: int
    bonus: int
    few: int
    some: int
    least: int = 0
    """The quality floor: no pair has a fit of fewer points."""


class Market(NamedTuple):
    """A whole one to one problem in columns."""

    people: People
    mentors: Mentors
    scales: Scales
    seed: int
