"""Making a run: everybody who waits and every free mentor as they are now, and the best pairs.

Nothing is proposed here. What a run was made of and what it answered is kept for its review.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_answers import Answer, Fallen, Left, Placed, RunAnswers
from services.matching.domain.run_papers import RunPapers
from services.matching.jobs.market_reading import MarketReader
from services.matching.jobs.pairing_problem import Market, pairing_problem
from services.matching.optimization.papers import Papers, Seals, sealed_papers
from services.matching.optimization.solution import Solution
from services.matching.optimization.solving import solve
from shared.programmes.support import Mentoring
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.ports import Conflict

MOST_KEPT: Final = 20_000
"""Of a larger run that is published at once nothing is kept to compare the next one with."""


class Waiting(Protocol):
    """What finds the rows that a run is about (``store/waiting.py``)."""

    async def mentees(self, programme: str, proposals: int) -> Sequence[UUID]:
        """Return the referrals that wait with fewer open proposals than this."""

    async def mentors(self, programme: str) -> Sequence[UUID]:
        """Return the mentors who may be proposed."""


@dataclass(frozen=True, slots=True)
class Made:
    """A run that is made: its record, the market that it saw, and what it answered."""

    record: MatchRun
    market: Market
    papers: Papers

    def answer(self, fallen: Iterable[Fallen] = ()) -> Answer:
        """Return what it answered, by ids alone, and what was dropped of it."""
        solution = self.papers.solution
        return Answer(
            run=self.record.run,
            value=solution.certificate.value,
            pairs=tuple(Placed(UUID(p.person), UUID(p.supply), p.fit) for p in solution.pairs),
            left=tuple(Left(UUID(one.person), one.reason) for one in solution.unplaced),
            fallen=tuple(fallen),
        )


class RunMaker:
    """Makes runs of one region, and keeps what they answered."""

    def __init__(self, engine: Engine, waiting: Waiting, keys: Seals) -> None:
        self._engine, self._waiting, self._keys = engine, waiting, keys
        self._reader = MarketReader(engine, keys)

    async def make(self, run: MatchRun, plan: Mentoring) -> Made:
        """Solve the market as it is at this moment; ``run`` says the day and the seed."""
        mentees = await self._waiting.mentees(run.programme, plan.proposals_at_once)
        mentors = await self._waiting.mentors(run.programme)
        market = (await self._reader.read(mentees, mentors)).in_turn()
        posed = pairing_problem(market, plan, run.made_on, seed=run.seed)
        solution = await asyncio.to_thread(solve, posed)
        return Made(
            _finished(run, market, solution), market, Papers(posed, solution, _areas(market))
        )

    async def keep(
        self, made: Made, now: datetime, fallen: Iterable[Fallen] = (), *, whole: bool = False
    ) -> None:
        """Keep a run for its review, in place of the run before; ``whole``: however large."""
        run = made.record
        sealed = await self._sealed(made)
        answer = made.answer(fallen) if whole or run.people <= MOST_KEPT else None

        def papers(known: RunPapers | None, _now: datetime) -> Decision:
            kept = known or RunPapers(run.programme, run.run, None)
            return replace(kept, run=run.run, papers=sealed), []

        def answers(known: RunAnswers | None, _now: datetime) -> Decision:
            return (known or RunAnswers(run.programme)).taking(answer), []

        await self._engine.command(RunPapers, [run.programme], papers, now)
        await self._engine.command(RunAnswers, [run.programme], answers, now)

    async def keep_dry(self, made: Made, now: datetime) -> None:
        """Keep a dry run beside the last run, in place of the dry run before."""
        run, answer = made.record, made.answer()
        sealed = await self._sealed(made)

        def papers(known: RunPapers | None, _now: datetime) -> Decision:
            kept = known or RunPapers(run.programme, "", None)
            return replace(kept, dry_run=run.run, dry_papers=sealed), []

        def answers(known: RunAnswers | None, _now: datetime) -> Decision:
            return replace(known or RunAnswers(run.programme), dry=answer), []

        await self._engine.command(RunPapers, [run.programme], papers, now)
        await self._engine.command(RunAnswers, [run.programme], answers, now)

    async def _sealed(self, made: Made) -> str | None:
        return await asyncio.to_thread(sealed_papers, made.papers, made.record.run, self._keys)


async def begin_run(engine: Engine, run: MatchRun, now: datetime) -> bool:
    """Return whether this process makes the run: of several, one does."""
    ours = False

    def begin(known: MatchRun | None, now: datetime) -> Decision:
        nonlocal ours
        ours = known is None or known.may_be_begun(now)
        return (run, []) if ours else UNCHANGED

    try:
        await engine.command(MatchRun, [run.run], begin, now)
    except Conflict:
        return False
    return ours


def solved(run: MatchRun, solution: Solution) -> MatchRun:
    """Return the run as made, with what it takes to check it."""
    return replace(
        run,
        finished=True,
        problem=solution.problem,
        algorithm=solution.algorithm,
        value=solution.certificate.value,
        bound=solution.certificate.bound,
    )


def _areas(market: Market) -> Mapping[str, str]:
    return {str(mentee.referral_id): mentee.area for mentee in market.described()}


def _finished(run: MatchRun, market: Market, solution: Solution) -> MatchRun:
    counted = replace(
        run,
        people=len(market.mentees),
        without_profile=len(market.mentees) - len(market.described()),
        mentors=len(market.mentors),
    )
    return solved(counted, solution)
