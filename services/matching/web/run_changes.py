"""What a run changes for whom, before it is published: the look that a reviewer takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_answers import Answer, Fallen, Left, Placed, RunAnswers
from services.matching.optimization.explanation.difference import Difference, difference_of
from services.matching.optimization.papers import Papers
from services.matching.optimization.problem.kinds import people_of
from services.matching.web.run_review import RunReview, fairness_lines
from shared.clock import Clock
from shared.runtime.engine import Engine

MOST_JUDGED: Final = 5_000
"""So many pairs are judged anew while somebody waits for a page."""

MOST_MEASURED: Final = 2_000
"""Of so many people fairness is measured while somebody waits for this page."""

_MAY_BE_PROPOSED: Final = ("held", "dry")


class JudgesPairs(Protocol):
    """What tells which pairs of a run no longer stand (``jobs/pairs_today.py``)."""

    async def fallen(self, run: MatchRun, answer: Answer, now: datetime) -> Sequence[Fallen]:
        """Return the pairs that would be dropped if the run were published now."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run proposes, or would if it were published now.

    ``fallen`` are its pairs that no longer stand; ``judged_at`` is when that was looked at, and
    ``None`` where nobody looked: they are too many, or the run is over and done with.
    ``compared_with`` is the run before, from which ``difference`` is; ``fairness`` are sentences.
    """

    proposed: tuple[Placed, ...]
    fallen: tuple[Fallen, ...]
    left: tuple[Left, ...]
    judged_at: datetime | None
    compared_with: str | None
    difference: Difference | None
    fairness: tuple[str, ...]


class RunChanges:
    """Compares runs with the world and with each other; changes nothing."""

    def __init__(self, engine: Engine, review: RunReview, pairs: JudgesPairs, clock: Clock) -> None:
        self._engine, self._review, self._pairs, self._clock = engine, review, pairs, clock

    async def pairs(self, run: MatchRun) -> int | None:
        """Return how many pairs it found; ``None`` if they are not kept (any more)."""
        found = await self._answer(run)
        return len(found[0].pairs) if found else None

    async def of(self, run: MatchRun, *, whole: bool = False) -> Changes | None:
        """Return what this run changes; ``None`` if its pairs are not kept (any more).

        ``whole``: also where that takes longer than somebody waits for a page. Raises ``SealError``
        when its papers cannot be opened.
        """
        found = await self._answer(run)
        if found is None:
            return None
        answer, before = found
        fallen, judged_at = await self._fallen(run, answer, whole=whole)
        gone = {(one.person, one.mentor) for one in fallen}
        return Changes(
            proposed=tuple(p for p in answer.pairs if (p.person, p.mentor) not in gone),
            fallen=tuple(fallen),
            left=answer.left,
            judged_at=judged_at,
            compared_with=before.run if before else None,
            difference=_difference(before, answer) if before else None,
            fairness=await self._fairness(run, whole=whole),
        )

    async def _answer(self, run: MatchRun) -> tuple[Answer, Answer | None] | None:
        """Return what the run answered, and the one that it is compared with."""
        kept = (await self._engine.recall(RunAnswers, [run.programme])).get(run.programme)
        answer = kept.of(run.run) if kept else None
        if kept is None or answer is None or not run.finished:
            return None
        return answer, kept.compared_with(run.run)

    async def _fallen(
        self, run: MatchRun, answer: Answer, *, whole: bool
    ) -> tuple[Sequence[Fallen], datetime | None]:
        if run.course not in _MAY_BE_PROPOSED:
            return answer.fallen, None
        if not whole and len(answer.pairs) > MOST_JUDGED:
            return (), None
        now = self._clock.now()
        return await self._pairs.fallen(run, answer, now), now

    async def _fairness(self, run: MatchRun, *, whole: bool) -> tuple[str, ...]:
        papers = await self._review.papers(run)
        if papers is None or not (whole or _is_small(papers)):
            return ()
        return tuple(await asyncio.to_thread(fairness_lines, papers))


def _is_small(papers: Papers) -> bool:
    return len(people_of(papers.problem)) <= MOST_MEASURED


def _difference(before: Answer, after: Answer) -> Difference:
    return difference_of(before.places, after.places, (before.value, after.value))
