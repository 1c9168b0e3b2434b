"""The pages as a web application: which address shows what. Nothing changes by opening a page.

Mail programs and virus scanners open every link that they find. So a link shows a question; an
answer is checked on a second page; and only the button there, a POST, gives it.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from services.matching.web.notices import (
    BROKEN_LINK,
    BY_STATUS,
    NOT_KNOWN_YET,
    OUT_OF_ORDER,
    STANDINGS,
)
from services.matching.web.pages import noticed, page
from services.matching.web.proposals import Answers, Asked, NotKnownYet
from shared.privacy.signed_links import ExpiredLink, ForgedLink
from shared.runtime.failures import passes_by_itself
from shared.web.guard import Guard, Limits
from shared.web.paths import PROPOSALS

_ANSWERS: Final = {"yes": True, "no": False}


def application(
    proposals: Answers, limits: Limits | None = None, more: Sequence[Route] = ()
) -> ASGIApp:
    """Return the pages, guarded: to be served to anybody. ``more`` keep their own doors."""
    asked = _ProposalPages(proposals)
    link = PROPOSALS + "{token}"
    pages = Starlette(
        routes=[
            Route(link, asked.question, methods=["GET"]),
            Route(link, asked.answer, methods=["POST"]),
            Route(link + "/check", asked.check, methods=["GET"]),
            *more,
        ],
        exception_handlers={
            Exception: lambda _request, error: _failed(error),
            HTTPException: _http_problem,
            ForgedLink: lambda *_: noticed(BROKEN_LINK),
            ExpiredLink: lambda *_: noticed(STANDINGS["expired"]),
            NotKnownYet: lambda *_: noticed(NOT_KNOWN_YET),
        },
    )
    pages.router.redirect_slashes = False
    return Guard(pages, _failed, limits or Limits())


class _ProposalPages:
    """A mentor's way: the question, a second look at the answer, and what came of it."""

    def __init__(self, proposals: Answers) -> None:
        self._proposals = proposals

    async def question(self, request: Request) -> Response:
        asked = await self._proposals.look(request.path_params["token"])
        return _question(request, asked)

    async def check(self, request: Request) -> Response:
        asked = await self._proposals.look(request.path_params["token"])
        answer = request.query_params.get("answer", "")
        if answer not in _ANSWERS:
            return _question(request, asked, unanswered=True)
        if asked.words is None:
            return noticed(STANDINGS[asked.shown])
        return page("check.html", link=_link(request), asked=asked, answer=answer)

    async def answer(self, request: Request) -> Response:
        """Give the answer, and go to the page that shows how it stands."""
        said = parse_qs((await request.body()).decode("ascii", "replace"))
        answer = (said.get("answer") or [""])[-1]
        token = request.path_params["token"]
        if answer not in _ANSWERS:
            return _question(request, await self._proposals.look(token), unanswered=True)
        await self._proposals.answer(token, accepts=_ANSWERS[answer])
        return RedirectResponse(_link(request), HTTPStatus.SEE_OTHER)


def _question(request: Request, asked: Asked, *, unanswered: bool = False) -> Response:
    if asked.words is None:
        return noticed(STANDINGS[asked.shown])
    status = HTTPStatus.BAD_REQUEST if unanswered else HTTPStatus.OK
    told = {"link": _link(request), "asked": asked, "unanswered": unanswered}
    return page("proposal.html", status, **told)


def _link(request: Request) -> str:
    return PROPOSALS + str(request.path_params["token"])


async def _http_problem(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = noticed(BY_STATUS.get(status, OUT_OF_ORDER))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _failed(error: Exception) -> Response:
    """Say that it may go again, if it may: a database that is away passes, a defect does not."""
    passes = passes_by_itself(error)
    return noticed(OUT_OF_ORDER if passes else replace(OUT_OF_ORDER, status=500))
