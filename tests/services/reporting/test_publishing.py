"""Announcing figures: what changed, once, and nothing else."""

from datetime import date
from typing import Any

from services.reporting.domain.figures import Cell, FigureKey, Figures, Ratio, figures_of
from services.reporting.domain.journey import Journey
from services.reporting.domain.published_figure import PublishedFigure
from services.reporting.jobs.publish_figures import PublishFigures
from services.reporting.store.tables import STATES
from services.reporting.subscribes import LISTENS_TO
from shared.contracts.reporting import FigureComputed
from shared.privacy.keyring import Keyring
from shared.runtime.wiring import assemble_engine
from shared.testing.memory_store import MemoryStore
from tests.services.reporting.builders import NOW, Story, a_completed_story, journeys_from


class Office:
    """Reporting on a store in memory, whose journeys are handed in."""

    def __init__(self) -> None:
        self.store = MemoryStore({stored.kind: stored.key for stored in STATES})
        keys = Keyring.generate("london")
        engine = assemble_engine("reporting", "london", LISTENS_TO, self.store, keys)
        self.journeys: list[Journey] = []
        self.job = PublishFigures(engine, self._read, self._read_announced)

    def knows(self, *stories: Story) -> None:
        self.journeys = [j for s in stories for j in journeys_from(s.facts).values()]

    def announced(self) -> list[FigureComputed]:
        rows = self.store.contents.outbox.values()
        facts = [FigureComputed.model_validate_json(row.value) for row in rows]
        self.store.contents.outbox.clear()
        return facts

    async def _read(self) -> Figures:
        return figures_of(self.journeys)

    async def _read_announced(self) -> Figures:
        known: Any = self.store.contents.states.get(PublishedFigure, {}).values()
        return {
            FigureKey(Cell(f.programme, f.area, f.month), f.measure): Ratio(
                f.numerator, f.denominator
            )
            for f in known
        }


async def test_every_measure_of_a_new_cell_is_announced_with_its_denominator() -> None:
    office = Office()
    office.knows(a_completed_story(1).achieved(), Story(2).rejected())
    assert await office.job.run_once(NOW) == 11
    facts = {f.measure: (f.numerator, f.denominator) for f in office.announced()}
    assert facts["referred"] == (2, 2)
    assert facts["accepted"] == (1, 2)
    assert facts["completed"] == (1, 1)
    assert facts["started_work"] == (1, 1)
    assert facts["training"] == (0, 1)


async def test_a_figure_that_did_not_change_is_not_announced_again() -> None:
    office = Office()
    office.knows(Story(1).accepted())
    await office.job.run_once(NOW)
    office.announced()
    assert await office.job.run_once(NOW) == 0
    office.knows(Story(1).accepted().joined())
    await office.job.run_once(NOW)
    assert {f.figure_id for f in office.announced()} == {
        f"p7k2:E09000012:2026-04:{measure}"
        for measure in ("joined", "invited", "attended", "completed")
    }


async def test_a_figure_that_is_gone_is_announced_as_nobody_once() -> None:
    office = Office()
    office.knows(Story(1).rejected())
    await office.job.run_once(NOW)
    office.announced()
    office.knows(Story(1, on=date(2026, 5, 2)).accepted())
    await office.job.run_once(NOW)
    facts = {f.figure_id: (f.numerator, f.denominator) for f in office.announced()}
    assert facts["p7k2:E09000012:2026-04:referred"] == (0, 0)
    assert facts["p7k2:E09000012:2026-05:referred"] == (1, 1)
    assert await office.job.run_once(NOW) == 0
