"""What somebody who reviews runs may bring about: publish, discard, or have one made dry."""

from services.matching.domain.match_run import MatchRun, dry_run_code
from services.matching.domain.run_course import Deed
from services.matching.domain.support import mentoring, with_mentors
from services.matching.handlers.ask_dry_run import ask_dry_run
from services.matching.handlers.decide_run import decide_run
from shared.clock import Clock
from shared.local_day import local_day
from shared.runtime.decision import Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES
from shared.runtime.ports import Conflict


class ProgrammeClosed(Exception):
    """The programme is paused, or not open yet: nothing is decided meanwhile."""


class RunDecisions:
    """Records decisions on the runs' rows. A job carries them out within moments."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    async def decide(self, run: MatchRun, deed: Deed, by: str) -> MatchRun:
        """Publish or discard a run, and return it as it is then: of two who decide, one did.

        Raises ``ProgrammeClosed``.
        """
        await self._must_be_open(run.programme)
        now = self._clock.now()
        await self._engine.command(
            MatchRun, [run.run], lambda r, t: decide_run(r, deed, by, t), now
        )
        after = (await self._engine.recall(MatchRun, [run.run]))[run.run]
        assert isinstance(after, MatchRun)  # noqa: S101 - no run is ever taken away
        return after

    async def ask_dry_run(self, programme: str) -> str:
        """Have a dry run made now; return its code. Raises ``ProgrammeClosed``, ``LookupError``."""
        if mentoring(programme) is None:
            raise LookupError(programme)
        await self._must_be_open(programme)
        now = self._clock.now()
        code = dry_run_code(programme, local_day(now))

        def ask(run: MatchRun | None, _now: object) -> Decision:
            return ask_dry_run(run, programme, now)

        try:
            await self._engine.command(MatchRun, [code], ask, now)
        except Conflict:
            return code  # somebody else asked at the same moment, for the same
        return code

    def programmes(self) -> tuple[tuple[str, str], ...]:
        """Return code and title of every programme that has runs."""
        return tuple((programme.code, programme.title) for programme in with_mentors())

    async def _must_be_open(self, programme: str) -> None:
        if (await self._engine.stages()).get(programme) not in OPEN_STAGES:
            raise ProgrammeClosed(programme)
