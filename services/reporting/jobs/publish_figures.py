"""Announce every figure that is not what was last announced."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from services.reporting import publishes
from services.reporting.domain.figures import FigureKey, Figures, Ratio, differences
from services.reporting.domain.published_figure import PublishedFigure
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine

ReadFigures = Callable[[], Awaitable[Figures]]

_NOBODY: Final = Ratio(0, 0)
_AT_ONCE: Final = 500


class PublishFigures:
    """Announces changed figures of one region, as far as the journeys are known."""

    def __init__(self, engine: Engine, read: ReadFigures, read_announced: ReadFigures) -> None:
        """``read`` counts the journeys now; ``read_announced`` gives what was said last."""
        self._engine, self._read, self._read_announced = engine, read, read_announced

    async def run_once(self, now: datetime) -> int:
        """Announce what changed and return how many figures that were; 0 when all is said.

        A figure that is no longer there, because a referral turned out to belong elsewhere, is
        announced as 0 of 0.
        """
        compared = differences(await self._read(), await self._read_announced())
        wanted = {d.key: d.first or _NOBODY for d in compared if d.second != (d.first or _NOBODY)}
        keys = list(wanted)
        for start in range(0, len(keys), _AT_ONCE):
            await self._announce({key: wanted[key] for key in keys[start : start + _AT_ONCE]}, now)
        return len(keys)

    async def _announce(self, wanted: Mapping[FigureKey, Ratio], now: datetime) -> None:
        figures = [_figure(key, ratio, now) for key, ratio in wanted.items()]
        # A command decides key by key, in the order of the keys, and a new state does not say whose
        # it is: the figures are taken in the same order.
        turn = iter(figures)

        def announce(known: PublishedFigure | None, _now: datetime) -> Decision:
            figure = next(turn)
            if known is not None and _counts(known) == _counts(figure):
                return UNCHANGED
            return figure, [publishes.figure_computed(figure)]

        keys = [figure.figure_id for figure in figures]
        await self._engine.command(PublishedFigure, keys, announce, now)


def _figure(key: FigureKey, ratio: Ratio, now: datetime) -> PublishedFigure:
    return PublishedFigure(key.figure_id, *key.cell, key.measure, *ratio, computed_at=now)


def _counts(figure: PublishedFigure) -> tuple[str, int, int]:
    return figure.figure_id, figure.numerator, figure.denominator
