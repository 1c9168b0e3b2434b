"""Handlers with a defect: they fail for offers of a certain host, always or at the first try."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.runtime.decision import Decider, Decision
from shared.runtime.subscriptions import Hears, Subscriptions
from shared.testing.simulation.poison import DEFECT, STUMBLE


@dataclass(slots=True)
class Defects:
    """The defects of one service, until they are mended."""

    are_mended: bool = False
    _stumbled: set[object] = field(default_factory=set)

    def put_into(self, subscriptions: Subscriptions) -> Subscriptions:
        """Return the table with the defect in every handler of a fact that names a host."""
        rows = [
            Hears(row.fact, self._failing(row.decide), row.state, row.by)
            if "host" in row.fact.model_fields
            else row
            for row in subscriptions.hears
        ]
        return Subscriptions(
            *rows, *subscriptions.wakes, answers_unreadable=subscriptions.answers_unreadable
        )

    def _failing(self, decide: Decider) -> Decider:
        def decide_or_fail(state: object, fact: Any, now: datetime) -> Decision:  # noqa: ANN401
            if fact.host == DEFECT and not self.are_mended:
                raise ZeroDivisionError
            if fact.host == STUMBLE and fact.key not in self._stumbled:
                self._stumbled.add(fact.key)
                raise ZeroDivisionError
            return decide(state, fact, now)

        return decide_or_fail
