"""Pages for whoever runs the region: match runs, how they are proven, whom they reached, why."""

import asyncio
import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from services.matching.domain.match_run import MatchRun
from services.matching.domain.support import schools_of
from services.matching.optimization.papers import Papers
from services.matching.web.pages import page
from services.matching.web.run_review import RunReview, fairness_page, results, why

_ON_A_PAGE: Final = 100
_ASKS: Final = {"www-authenticate": 'Basic realm="Match runs", charset="UTF-8"'}

Shows = Callable[[Request], Awaitable[Response]]


def run_routes(review: RunReview, token: str) -> Sequence[Route]:
    """Return the routes of the pages about runs, for whoever knows the operators' token.

    It is the password of HTTP Basic authentication (RFC 7617), with any name.
    """
    pages = _RunPages(review)
    shown: dict[str, Shows] = {
        "/runs": pages.lately,
        "/runs/{run}": pages.run,
        "/runs/{run}/fairness": pages.fairness,
        "/runs/{run}/why/{number:int}": pages.why,
    }
    return [Route(path, _only_with(token, show), methods=["GET"]) for path, show in shown.items()]


def _only_with(token: str, show: Shows) -> Shows:
    async def guarded(request: Request) -> Response:
        if not _knows(request.headers.get("authorization", ""), token):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers=_ASKS)
        return await show(request)

    return guarded


def _knows(said: str, token: str) -> bool:
    scheme, _, coded = said.partition(" ")
    try:
        password = b64decode(coded, validate=True).partition(b":")[2]
    except ValueError:
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(password, token.encode())


class _RunPages:
    def __init__(self, review: RunReview) -> None:
        self._review = review

    async def lately(self, _request: Request) -> Response:
        return page("runs.html", runs=await self._review.lately())

    async def run(self, request: Request) -> Response:
        run = await self._run(request)
        papers = await self._review.papers(run)
        rows = results(papers) if papers else []
        first = _first(request, len(rows))
        return page(
            "run.html",
            run=run,
            visits=schools_of(run.programme) is not None,
            has_papers=papers is not None,
            rows=rows[first : first + _ON_A_PAGE],
            first=first,
            of=len(rows),
            size=_ON_A_PAGE,
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

    async def _run(self, request: Request) -> MatchRun:
        run = await self._review.run(request.path_params["run"])
        if run is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return run

    async def _opened(self, request: Request) -> tuple[MatchRun, Papers]:
        run = await self._run(request)
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
