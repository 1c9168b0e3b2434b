"""What every service announces of facts that it could not apply."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.fact import Code, Fact
from shared.contracts.streams import Stream


class FactDeadLettered(Fact):
    """A record that could not be read or broke a rule. Its bytes are kept, sealed for operators.

    ``sealed_bytes`` is empty where they are too large to travel; the service's store has them too.
    """

    TYPE: ClassVar[str] = "inroads.fact.dead-lettered.v1"
    STREAM: ClassVar[Stream] = Stream.DEAD_LETTERS
    KEY: ClassVar[str] = "dead_letter_id"

    dead_letter_id: UUID
    service: str
    topic: str
    partition: int
    offset: int
    code: Code
    pointer: str
    sealed_bytes: str
