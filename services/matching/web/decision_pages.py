"""Pages on which somebody publishes a run, discards it, or has one made that proposes nothing.

As with proposals, opening a page changes nothing: the button on a second page does.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_course import LONGEST_NAME, Deed, is_a_name
from services.matching.web.form_seals import form_seal, is_sealed
from services.matching.web.notices import PROGRAMME_CLOSED
from services.matching.web.operators import Shows, name_given
from services.matching.web.pages import noticed, page
from services.matching.web.run_changes import RunChanges
from services.matching.web.run_decisions import ProgrammeClosed, RunDecisions
from services.matching.web.run_review import RunReview
from services.matching.web.run_words import standing_of

NEW: Final = "/runs/new"


class DecisionPages:
    """Two pages for each deed: one that says what it would do, and where it leads."""

    def __init__(
        self, review: RunReview, changes: RunChanges, decisions: RunDecisions, token: str
    ) -> None:
        self._review, self._changes, self._decisions = review, changes, decisions
        self._token = token

    def checks(self, deed: Deed) -> Shows:
        """Return the page with the button."""

        async def check(request: Request) -> Response:
            return await self._check(request, deed, name_given(request))

        return check

    def does(self, deed: Deed) -> Shows:
        """Return what the button does; it leads to the run as it is then."""

        async def do(request: Request) -> Response:
            said = await self._said(request)
            by = said.get("by", "")
            if not is_a_name(by):
                return await self._check(request, deed, by, unnamed=True)
            run = await run_named(self._review, request)
            try:
                await self._decisions.decide(run, deed, by)
            except ProgrammeClosed:
                return noticed(PROGRAMME_CLOSED)
            return RedirectResponse(f"/runs/{run.run}", HTTPStatus.SEE_OTHER)

        return do

    async def new(self, request: Request) -> Response:
        """Ask of which programme a dry run is to be made."""
        return page(
            "new_run.html",
            programmes=self._decisions.programmes(),
            seal=form_seal(self._token, request.url.path),
        )

    async def make_new(self, request: Request) -> Response:
        """Have it made, and go to where it will be."""
        said = await self._said(request)
        try:
            code = await self._decisions.ask_dry_run(said.get("programme", ""))
        except LookupError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        except ProgrammeClosed:
            return noticed(PROGRAMME_CLOSED)
        return RedirectResponse(f"/runs/{code}", HTTPStatus.SEE_OTHER)

    async def _check(
        self, request: Request, deed: Deed, by: str, *, unnamed: bool = False
    ) -> Response:
        run = await run_named(self._review, request)
        changes = await self._changes.of(run)
        if run.course != "held" or changes is None:
            return RedirectResponse(f"/runs/{run.run}", HTTPStatus.SEE_OTHER)
        return page(
            "decide.html",
            HTTPStatus.BAD_REQUEST if unnamed else HTTPStatus.OK,
            run=run,
            deed=deed,
            changes=changes,
            standing=standing_of(run),
            by=by[:LONGEST_NAME],
            longest=LONGEST_NAME,
            unnamed=unnamed,
            seal=form_seal(self._token, request.url.path),
        )

    async def _said(self, request: Request) -> Mapping[str, str]:
        """Return what the form says, if it is one of ours."""
        body = (await request.body()).decode("utf-8", "replace")
        said = {name: values[-1].strip() for name, values in parse_qs(body).items()}
        if not is_sealed(self._token, request.url.path, said.get("seal", "")):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        return said


async def run_named(review: RunReview, request: Request) -> MatchRun:
    """Return the run that an address names. Raises ``HTTPException``."""
    run = await review.run(request.path_params["run"])
    if run is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return run
