"""Arrays that get longer: more people, mentors, pairs and seats in a network."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.network import Network

BY_PERSON: Final = ("start", "counts", "match", "gain")
BY_MENTOR: Final = (
    "head",
    "price",
    "seats",
    "taken",
    "seat_start",
    "distance",
    "seen",
    "by_person",
    "by_mentor",
    "heap",
    "place",
    "settled",
)
BY_PAIR: Final = ("mentor", "value", "person", "after")
BY_SEAT: Final = ("owner",)

_ROOM: Final = 1024


def room_for(network: Network, fields: tuple[str, ...], size: int) -> Network:
    """The network with room for ``size`` in these arrays; an eighth more, so that it is rare."""
    if getattr(network, fields[0]).size >= size:
        return network
    grown = {field: longer(getattr(network, field), size + size // 8 + _ROOM) for field in fields}
    return network._replace(**grown)


def longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    """The array with room for ``size`` rows; the new ones are 0."""
    more = np.zeros((size - array.shape[0], *array.shape[1:]), array.dtype)
    return np.concatenate([array, more])
