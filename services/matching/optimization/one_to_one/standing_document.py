"""A standing market as bytes and back: what a service lays down, so that a restart goes on.

It says of people what their profiles say; whoever stores it seals it first.
"""

import json
import zlib
from typing import Any, Final

from services.matching.optimization.one_to_one.market import Words
from services.matching.optimization.one_to_one.standing import Standing
from services.matching.optimization.one_to_one.standing_market import Known, StandingMarket
from services.matching.optimization.problem.one_to_one import OneToOne

_FORMAT: Final = 1
_LENGTH: Final = 8
_VOCABULARIES: Final = ("languages", "backgrounds", "barriers", "sectors")


def snapshot_of(market: StandingMarket) -> bytes:
    """Write a market with its solution, prices and marks."""
    here = {
        mentor: sorted(people & market.people.keys()) for mentor, people in market.conflicts.items()
    }
    head = json.dumps(
        {
            "format": _FORMAT,
            "frame": market.frame.model_dump(mode="json"),
            "words": {name: getattr(market.words, name) for name in _VOCABULARIES},
            "people": market.people,
            "mentors": market.mentors,
            "conflicts": {mentor: people for mentor, people in here.items() if people},
        }
    ).encode()
    written = len(head).to_bytes(_LENGTH, "big") + head + market.standing.snapshot()
    return zlib.compress(written, level=1)


def market_in(snapshot: bytes) -> StandingMarket:
    """Read what ``snapshot_of`` wrote; raises ValueError for anything else, and for older forms."""
    try:
        written = zlib.decompress(snapshot)
        end = _LENGTH + int.from_bytes(written[:_LENGTH], "big")
        head: dict[str, Any] = json.loads(written[_LENGTH:end])
        if head["format"] != _FORMAT:
            raise ValueError(f"a snapshot of form {head['format']} is not read: solve again")
        frame = OneToOne.model_validate(head["frame"])
        market = StandingMarket(frame, _words(frame, head), Standing.restored(written[end:]))
        market.people = {person: Known(*known) for person, known in head["people"].items()}
        market.mentors = {mentor: Known(*known) for mentor, known in head["mentors"].items()}
        for mentor, people in head["conflicts"].items():
            market.conflicts[mentor] = set(people)
    except (KeyError, TypeError, zlib.error) as error:
        raise ValueError("these bytes are no snapshot of a standing market") from error
    return market


def _words(frame: OneToOne, head: dict[str, Any]) -> Words:
    words = Words(frame, lasting=True)
    for name in _VOCABULARIES:
        setattr(words, name, head["words"][name])
    return words
