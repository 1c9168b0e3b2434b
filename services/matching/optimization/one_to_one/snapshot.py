"""A standing solution as bytes and back: arrays, and nothing that could be run."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from services.matching.optimization.one_to_one.columns import Scales
from services.matching.optimization.one_to_one.compiled import Longs
from services.matching.optimization.one_to_one.network import Network
from services.matching.optimization.one_to_one.tables import Tables, Words

Unpacked = tuple[Tables, Network, Longs, Sequence[int]]


def packed(tables: Tables, network: Network, worth: Longs, counts: Sequence[int]) -> bytes:
    """Write tables, network, worth and what is counted beside them."""
    into = BytesIO()
    np.savez(
        into,
        **{f"network_{name}": array for name, array in network._asdict().items()},
        people=tables.people,
        mentors=tables.mentors,
        conflict_start=tables.conflict_start,
        conflicts=tables.conflicts,
        scales=np.array(tables.scales, np.int64),
        words=np.array(tables.words, np.int64),
        worth=worth,
        counts=np.array(counts, np.int64),
    )
    return into.getvalue()


def unpacked(snapshot: bytes) -> Unpacked:
    """Read what ``packed`` wrote. Raises ValueError for bytes that are no snapshot."""
    try:
        saved = np.load(BytesIO(snapshot), allow_pickle=False)
        tables = Tables(
            saved["people"],
            saved["mentors"],
            saved["conflict_start"],
            saved["conflicts"],
            Scales(*saved["scales"].tolist()),
            Words(*saved["words"].tolist()),
        )
        network = Network(**{name: saved[f"network_{name}"] for name in Network._fields})
        return tables, network, saved["worth"], saved["counts"].tolist()
    except (KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ValueError("these bytes are no snapshot of a standing solution") from error
