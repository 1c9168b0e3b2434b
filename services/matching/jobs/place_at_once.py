"""Between two runs: whoever comes is proposed a mentor as soon as one fits (decision 0020).

A standing solution is kept exact event by event. Whom it places is proposed at once, through the
mentor's row as in a run, and is then out of it. It follows the rows and nothing else: what it knew
may be old, so it can propose too little and never what is not allowed.
"""

import time
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, Protocol
from uuid import UUID

import structlog

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.standing_snapshot import StandingSnapshot
from services.matching.domain.support import with_mentors
from services.matching.jobs.holding_places import Offer, hold, wanted
from services.matching.jobs.market_reading import MarketReader
from services.matching.jobs.opened_profiles import OpensText
from services.matching.jobs.pairing_problem import mentoring_rules
from services.matching.jobs.standing_programme import Marks, StandingProgramme, begun, followed
from services.matching.optimization.one_to_one.standing_document import market_in, snapshot_of
from services.matching.optimization.one_to_one.standing_market import ALGORITHM
from shared.local_day import local_day
from shared.privacy.sealed import SealError
from shared.programmes.support import Mentoring
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Command, Engine
from shared.runtime.gate import OPEN_STAGES

LOOK_EVERY: Final = 2.0
"""Seconds between two looks at what changed."""

SAVE_EVERY: Final = timedelta(minutes=1)
"""What changed since the last snapshot is told again after a restart: at most so much of it."""

_PROPOSALS: Final = 1
"""Whoever has a proposal waits for the next run, which sees whether there are places for more."""

_log = structlog.get_logger(__name__)


class Turn(Protocol):
    """One look at a programme, while no other process looks (``store/waiting.py``)."""

    async def mentees(self, proposals: int) -> Marks:
        """Return who waits with fewer open proposals than this, each with a mark."""

    async def mentors(self) -> Marks:
        """Return the mentors who may be proposed, each with a mark."""


class Turns(Protocol):
    """What lets one process at a time look."""

    def turn(self, programme: str) -> AbstractAsyncContextManager[Turn | None]:
        """Return a turn, or ``None`` while another process has it."""


class Seals(OpensText, Protocol):
    """What can seal a text as well."""

    def seal_text(self, data_class: Literal["needs"], plaintext: bytes, *, bound_to: bytes) -> str:
        """Return the text sealed."""


class PlaceAtOnce:
    """Places people of every programme of a region that has said so (``Mentoring.at_once``)."""

    def __init__(
        self, engine: Engine, turns: Turns, keys: Seals, *, look_every: float = LOOK_EVERY
    ) -> None:
        self._engine, self._turns, self._keys = engine, turns, keys
        self._reader = MarketReader(engine, keys)
        self._look_every, self._looked = look_every, float("-inf")
        self._kept: dict[str, StandingProgramme] = {}
        self._cleared: set[str] = set()

    async def run_once(self, now: datetime) -> int:
        """Propose what fits; return 0: what comes next is looked at next time."""
        if time.monotonic() - self._looked < self._look_every:
            return 0
        self._looked = time.monotonic()
        plans = {p.code: p.mentoring for p in with_mentors() if p.mentoring}
        stages = await self._engine.stages() if any(p.at_once for p in plans.values()) else {}
        for code, plan in plans.items():
            if not plan.at_once:
                await self._clear(code, now)
            elif stages.get(code) in OPEN_STAGES and await self._run_was_made(code, plan, now):
                async with self._turns.turn(code) as turn:
                    if turn is not None:
                        await self._place(code, plan, turn, now)
        return 0

    async def _run_was_made(self, programme: str, plan: Mentoring, now: datetime) -> bool:
        """Whether the run that is due has been made: it looks at everybody first."""
        days = [local_day(now) - timedelta(days=back) for back in range(plan.every_days)]
        known = await self._engine.recall(MatchRun, [run_code(programme, day) for day in days])
        return any(run.finished for run in known.values())

    async def _place(self, code: str, plan: Mentoring, turn: Turn, now: datetime) -> None:
        marks = await turn.mentees(_PROPOSALS), await turn.mentors()
        kept = await self._current(code, plan, marks, local_day(now))
        self._kept[code] = kept
        await self._propose(code, plan, kept, now)
        if kept.changed and (kept.saved_at is None or now - kept.saved_at >= SAVE_EVERY):
            await self._save(code, kept, now)

    async def _current(
        self, code: str, plan: Mentoring, marks: tuple[Marks, Marks], today: date
    ) -> StandingProgramme:
        kept = self._kept.get(code) or await self._restored(code)
        if kept is None or not kept.is_of(today, mentoring_rules(plan)):
            return await begun(*marks, self._reader, plan, today)
        return await followed(kept, marks, self._reader, plan, today)

    async def _propose(
        self, code: str, plan: Mentoring, kept: StandingProgramme, now: datetime
    ) -> None:
        pairs = kept.market.pairs()
        if not pairs:
            return
        kept.changed = True
        record = _record(code, kept, now)
        placed = [UUID(pair.person) for pair in pairs]
        market = await self._reader.read(placed, [UUID(pair.supply) for pair in pairs])
        offer = Offer(record.run, now + timedelta(days=plan.answer_within_days))
        held = await hold(self._engine, wanted(market, pairs, offer), now)
        for person in placed:
            kept.market.freeze(str(person))  # whose place was not held comes again at the next look
        await self._engine.command(MatchRun, [record.run], _adding(record, len(held)), now)
        _log.info("match_run.placed_at_once", count=len(held))

    async def _restored(self, code: str) -> StandingProgramme | None:
        found = (await self._engine.recall(StandingSnapshot, [code])).get(code)
        if found is None or found.snapshot is None:
            return None
        try:
            written = self._keys.open_text("needs", found.snapshot, bound_to=_bound(code))
            return StandingProgramme(market_in(written), changed=False)
        except (SealError, ValueError):
            _log.warning("matching.snapshot.unreadable")
            return None

    async def _save(self, code: str, kept: StandingProgramme, now: datetime) -> None:
        written = snapshot_of(kept.market)
        sealed = self._keys.seal_text("needs", written, bound_to=_bound(code))
        saved = StandingSnapshot(code, kept.market.frame.as_of, now, sealed)
        await self._engine.command(StandingSnapshot, [code], lambda *_: (saved, []), now)
        kept.saved_at, kept.changed = now, False

    async def _clear(self, code: str, now: datetime) -> None:
        """Keep nothing of a programme that places nobody at once any more."""
        if code not in self._cleared:
            await self._engine.command(StandingSnapshot, [code], _cleared, now)
            self._cleared.add(code)


def _cleared(known: StandingSnapshot | None, _now: datetime) -> Decision:
    if known is None or known.snapshot is None:
        return UNCHANGED
    return replace(known, snapshot=None), []


def _record(code: str, kept: StandingProgramme, now: datetime) -> MatchRun:
    """Return what is recorded of a day's placing at once: the market and proof of the last."""
    today, proof = local_day(now), kept.market.standing.certificate()
    return MatchRun(
        run=f"{run_code(code, today)}_at_once",
        programme=code,
        made_on=today,
        begun_at=now,
        finished=True,
        people=len(kept.market.people) + len(kept.aside),
        without_profile=len(kept.aside),
        mentors=len(kept.market.mentors),
        algorithm=ALGORITHM,
        value=proof.value,
        bound=proof.bound,
    )


def _adding(record: MatchRun, proposed: int) -> Command:
    def add(known: MatchRun | None, _now: datetime) -> Decision:
        before = known.proposed if known else 0
        return replace(record, proposed=before + proposed), []

    return add


def _bound(programme: str) -> bytes:
    return f"standing:{programme}".encode()
