"""An answer that is kept for a sender who asks for it, and does not read the stream."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """The receipt of one event of a sender with a token; ``said`` is its text as published."""

    receipt_id: UUID
    sender: str
    said: str
