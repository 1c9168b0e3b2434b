"""Pages for whoever runs the region: match runs, how they are proven, whom they reached, why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from services.matching.domain.match_run import MatchRun
from services.matching.domain.support import schools_of
from services.matching.optimization.papers import Papers
from services.matching.web.decision_pages import NEW, DecisionPages, run_named
from services.matching.web.operators import Shows, only_with
from services.matching.web.pages import page
from services.matching.web.run_changes import RunChanges
from services.matching.web.run_decisions import RunDecisions
from services.matching.web.run_review import REASONS, RunReview, fairness_page, results, why
from services.matching.web.run_words import standing_of

_ON_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """What pages about runs need: what is on record, what runs change, and who decides."""

    review: RunReview
    changes: RunChanges
    decisions: RunDecisions


def run_routes(desk: Desk, token: str) -> Sequence[Route]:
    """Return the routes of the pages about runs, for whoever knows the operators' token."""
    pages = _RunPages(desk.review, desk.changes)
    deciding = DecisionPages(desk.review, desk.changes, desk.decisions, token)
    shown: dict[str, Shows] = {
        "/runs": pages.lately,
        NEW: deciding.new,
        "/runs/{run}": pages.run,
        "/runs/{run}/changes": pages.changes,
        "/runs/{run}/fairness": pages.fairness,
        "/runs/{run}/why/{number:int}": pages.why,
        "/runs/{run}/publish": deciding.checks("publish"),
        "/runs/{run}/discard": deciding.checks("discard"),
    }
    done: dict[str, Shows] = {
        NEW: deciding.make_new,
        "/runs/{run}/publish": deciding.does("publish"),
        "/runs/{run}/discard": deciding.does("discard"),
    }
    return [
        Route(path, only_with(token, act), methods=[method])
        for method, acts in (("GET", shown), ("POST", done))
        for path, act in acts.items()
    ]


class _RunPages:
    def __init__(self, review: RunReview, changes: RunChanges) -> None:
        self._review, self._changes = review, changes

    async def lately(self, _request: Request) -> Response:
        runs = await self._review.lately()
        return page("runs.html", runs=[(run, standing_of(run)) for run in runs])

    async def run(self, request: Request) -> Response:
        run = await run_named(self._review, request)
        papers = await self._review.papers(run)
        rows = results(papers) if papers else []
        first = _first(request, len(rows))
        return page(
            "run.html",
            run=run,
            standing=standing_of(run),
            pairs=await self._changes.pairs(run),
            visits=schools_of(run.programme) is not None,
            has_papers=papers is not None,
            rows=rows[first : first + _ON_A_PAGE],
            first=first,
            of=len(rows),
            size=_ON_A_PAGE,
        )

    async def changes(self, request: Request) -> Response:
        run = await run_named(self._review, request)
        found = await self._changes.of(run)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        numbers = await self._numbers(run)
        return page(
            "changes.html",
            run=run,
            standing=standing_of(run),
            changes=found,
            numbers=numbers,
            reasons=REASONS,
            most=_ON_A_PAGE,
        )

    async def fairness(self, request: Request) -> Response:
        run, papers = await self._opened(request)
        title = f"Who was reached by run {run.run}"
        return HTMLResponse(await asyncio.to_thread(fairness_page, papers, title))

    async def why(self, request: Request) -> Response:
        run, papers = await self._opened(request)
        number = request.path_params["number"]
        lines = await asyncio.to_thread(why, papers, number)
        if lines is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return page("why.html", run=run, number=number, lines=lines)

    async def _numbers(self, run: MatchRun) -> dict[str, int]:
        """Return the number by which a person's "why" is found; of nobody, without papers."""
        papers = await self._review.papers(run)
        return {row.person: row.number for row in results(papers)} if papers else {}

    async def _opened(self, request: Request) -> tuple[MatchRun, Papers]:
        run = await run_named(self._review, request)
        papers = await self._review.papers(run)
        if papers is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return run, papers


def _first(request: Request, rows: int) -> int:
    """Return which row stands first on the page that was asked for; the last page at most."""
    asked = request.query_params.get("page", "1")
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("1000000") else 1
    )
    return _ON_A_PAGE * min(max(number - 1, 0), max(rows - 1, 0) // _ON_A_PAGE)
