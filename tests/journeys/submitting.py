"""A region to which somebody submits events of one programme, each with the answer they expect."""

from dataclasses import dataclass
from typing import Any, ClassVar

from shared.contracts.fact import Fact
from tests.support.receipts import Receipts
from tests.support.regions import RunningRegion
from tests.support.sending import event_of


@dataclass
class Submitting:
    """What a story of its own programme begins with."""

    PROGRAMME: ClassVar[str]

    region: RunningRegion
    receipts: Receipts

    def submits(self, contract: type[Fact], data: dict[str, Any], code: str) -> None:
        """Submit an event, and wait until its receipt says ``code``."""
        event = event_of(contract, {"programme": self.PROGRAMME} | data)
        self.region.submit(event)
        self.receipts.wait_for([event.id])
        assert self.receipts.said_of(event.id)["code"] == code
