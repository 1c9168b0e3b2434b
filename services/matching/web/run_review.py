"""Match runs as people review them: what is on record, and why somebody got whom they got."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.matching.domain.match_run import MatchRun, dry_run_code, run_code
from services.matching.domain.run_papers import RunPapers
from services.matching.domain.support import with_mentors, with_schools
from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.told import told
from services.matching.optimization.fairness.groups import Groups
from services.matching.optimization.fairness.measuring import measure
from services.matching.optimization.fairness.page import render_report
from services.matching.optimization.fairness.report import FairnessReport
from services.matching.optimization.fairness.verdicts import alarms, percent
from services.matching.optimization.papers import Papers, opened_papers
from services.matching.optimization.problem.kinds import people_of
from shared.clock import Clock
from shared.local_day import local_day
from shared.privacy.keyring import Keyring
from shared.programmes.area_names import area_names
from shared.runtime.engine import Engine

DAYS: Final = 30
"""So far back runs are listed."""

REASONS: Final = {
    "no eligible supply": "nobody whom the rules allow",
    "supply is scarce": "all who would fit are taken",
}
"""Why somebody is left without, in words, by the solver's reason."""
_GROUPED: Final = (
    "People count under the local authority in which they live. The run goes by how far it is from "
    "there to a mentor, and by nothing else about the area."
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run answered one person; ``number`` is their place in the problem, from 1."""

    number: int
    person: str
    supply: str | None
    fit: int
    reason: str
    """Why there is nobody, in words; empty where there is somebody."""


class RunReview:
    """Reads runs and opens their papers; changes nothing."""

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock) -> None:
        self._engine, self._keyring, self._clock = engine, keyring, clock

    async def lately(self) -> Sequence[MatchRun]:
        """Return the runs of the last month, the latest first."""
        today = local_day(self._clock.now())
        days = [today - timedelta(days=back) for back in range(DAYS)]
        named = (run_code, dry_run_code)
        codes = [code(p.code, day) for p in with_mentors() for day in days for code in named]
        codes += [run_code(p.code, day) for p in with_schools() for day in days]
        runs = (await self._engine.recall(MatchRun, codes)).values()
        return sorted(runs, key=lambda run: (run.made_on, run.programme), reverse=True)

    async def run(self, code: str) -> MatchRun | None:
        """Return one run."""
        return (await self._engine.recall(MatchRun, [code])).get(code)

    async def papers(self, run: MatchRun) -> Papers | None:
        """Return its papers, if it is its programme's last (dry) run and nobody was erased since.

        Raises ``SealError`` when they cannot be opened.
        """
        kept = (await self._engine.recall(RunPapers, [run.programme])).get(run.programme)
        sealed = kept.of(run.run) if kept else None
        if sealed is None:
            return None
        return await asyncio.to_thread(opened_papers, sealed, run.run, self._keyring)


def results(papers: Papers) -> Sequence[Result]:
    """Return what everybody was answered, in the order of the problem."""
    pairs = {pair.person: pair for pair in papers.solution.pairs}
    reasons = {one.person: REASONS[one.reason] for one in papers.solution.unplaced}
    found = []
    for number, person in enumerate(people_of(papers.problem), 1):
        pair = pairs.get(person.id)
        supply, fit = (pair.supply, pair.fit) if pair else (None, 0)
        found.append(Result(number, person.id, supply, fit, reasons.get(person.id, "")))
    return found


def why(papers: Papers, number: int) -> Sequence[str] | None:
    """Return why somebody got whom they got, line by line; ``None`` if there is no such number."""
    people = people_of(papers.problem)
    if not 1 <= number <= len(people):
        return None
    explainer = Explainer(papers.problem, papers.solution)
    return told(explainer.why(people[number - 1].id), explainer.telling)


def fairness_page(papers: Papers, title: str) -> str:
    """Return the page of who was reached, by area."""
    telling = Explainer(papers.problem, papers.solution).telling
    report = _by_area(papers)
    return render_report(
        report, person=telling.person, supply=telling.supply, title=title, grouped=_GROUPED
    )


def fairness_lines(papers: Papers) -> Sequence[str]:
    """Return who was reached in a few sentences, the areas that are far below others among them."""
    report = _by_area(papers)
    share = report.everybody
    reached = f"{share.part:,} of {share.whole:,} people with a profile have somebody"
    found = [f"{alarm.word}: {alarm.words}" for alarm in alarms(report)]
    rest = found or ["No area is far below another, as far as areas have enough people to tell."]
    return [f"{reached}: {percent(share.rate)}." if share.whole else f"{reached}.", *rest]


def _by_area(papers: Papers) -> FairnessReport:
    names = area_names()
    areas = {person: {"area": names.get(code, code)} for person, code in papers.areas.items()}
    return measure(papers.problem, papers.solution, Groups(areas))
