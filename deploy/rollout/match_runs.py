"""Match runs of a region that this machine keeps: looked at and decided on beside its service.

A decision is one word on a run's row in matching's own database; the service carries it out.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from deploy.local.errors import StackError
from deploy.operate.stores import unreachable
from deploy.rollout.cell import Cell
from services.matching.app import NAME, desk
from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_course import Deed
from services.matching.store.tables import STATES
from services.matching.subscribes import LISTENS_TO
from services.matching.web.run_changes import Changes
from services.matching.web.run_decisions import ProgrammeClosed
from services.matching.web.run_pages import Desk
from shared.clock import SystemClock
from shared.privacy.keyring import Keyring
from shared.privacy.sealed import SealError
from shared.runtime.wiring import assemble_engine
from shared.store.database import connect
from shared.store.postgres import PostgresStore

ON_THEIR_WAY: Final = ("asked", "publishing")
_LOOK_EVERY: Final = 0.5


class MatchRuns:
    """The runs of one region, by their codes. Every method may raise ``StackError``."""

    def __init__(self, cell: Cell, desk: Desk) -> None:
        self._cell, self._desk = cell, desk

    async def lately(self) -> Sequence[MatchRun]:
        """Return the runs of the last month, the latest first."""
        return await self._desk.review.lately()

    async def one(self, code: str | None) -> MatchRun:
        """Return the run with this code, or the one that waits for review if none is given."""
        if code is not None:
            run = await self._desk.review.run(code)
            if run is None:
                raise StackError(f"No run has the code {code!r}. {self._list()}")
            return run
        waiting = [run for run in await self.lately() if run.course == "held"]
        if len(waiting) != 1:
            found = f"{len(waiting)} runs wait" if waiting else "No run waits"
            raise StackError(f"{found} for review: say which with --run CODE. {self._list()}")
        return waiting[0]

    async def changes(self, run: MatchRun) -> Changes | None:
        """Return what a run changes, every pair looked at; ``None`` if it is not kept."""
        try:
            return await self._desk.changes.of(run, whole=True)
        except SealError as error:
            raise StackError(
                f"What {run.run} was made of cannot be opened with matching's keyring in "
                f"{self._cell.keyrings}. Was the region set up on another machine?"
            ) from error

    async def decide(self, run: MatchRun, deed: Deed, by: str) -> MatchRun:
        """Publish or discard a run, and return it as it is then."""
        try:
            return await self._desk.decisions.decide(run, deed, by)
        except ProgrammeClosed:
            raise self._closed(run.programme) from None

    async def rehearse(self, programme: str | None) -> str:
        """Ask for a dry run of the programme that has runs, or of this one; return its code."""
        known = [code for code, _ in self._desk.decisions.programmes()]
        if programme is None and len(known) == 1:
            programme = known[0]
        if programme not in known:
            raise StackError(
                f"No programme {programme or 'was named that'} matches one to one. Say which with "
                f"--of CODE: {', '.join(known)}."
            )
        try:
            return await self._desk.decisions.ask_dry_run(programme)
        except ProgrammeClosed:
            raise self._closed(programme) from None

    async def carried_out(self, code: str, within: float) -> MatchRun:
        """Wait until the service has done what was asked for; return the run as it is then."""
        until, run = time.monotonic() + within, await self.one(code)
        for _ in range(int(within / _LOOK_EVERY)):
            if run.course not in ON_THEIR_WAY or time.monotonic() > until:
                break
            await asyncio.sleep(_LOOK_EVERY)
            run = await self.one(code)
        return run

    def _list(self) -> str:
        return f"To see all: {self._cell.step('runs')}"

    def _closed(self, programme: str) -> StackError:
        return StackError(
            f"{programme} is closed in {self._cell.code}, and nothing was changed. Open it first: "
            f"{self._cell.step('promote')} --programme {programme}"
        )


@asynccontextmanager
async def match_runs_of(cell: Cell) -> AsyncIterator[MatchRuns]:
    """Reach the runs of a region. Raises ``StackError`` where this machine cannot."""
    url, keys = cell.databases().get(NAME), cell.keyrings / f"{NAME}.json"
    if url is None or not keys.exists():
        raise StackError(
            f"This machine keeps no database or no keyring of matching in {cell.code}. First: "
            f"{cell.step('apply')} – or use the pages at /runs of the service itself."
        )
    keyring = Keyring.from_file(keys).only("needs", "evidence")
    database = connect(url, "runs", connections=1)
    try:
        store = PostgresStore(database, STATES)
        engine = assemble_engine(NAME, cell.code, LISTENS_TO, store, keyring)
        yield MatchRuns(cell, desk(engine, keyring, SystemClock()))
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise StackError(unreachable(url, error)) from error
    finally:
        await database.dispose()
