"""The door for senders who have no Kafka: a CloudEvent, or a file of rows, and the verdicts.

Every answer is JSON. None repeats a value that was sent, and no address holds one.
"""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from services.referrals.files.columns import KINDS
from services.referrals.files.rows import RowFault, event_of_row
from services.referrals.files.table import UnusableTable, read_table
from services.referrals.web.submissions import Submissions, Verdict
from shared.contracts.envelope import STRUCTURED
from shared.runtime.failures import passes_by_itself
from shared.web.guard import Guard, Limits

LIMITS: Final = Limits(at_once=8, seconds=30.0, body=1_048_576)
_TAKEN: Final = {kind.contract.TYPE for kind in KINDS.values()}
_RETRY: Final = {"retry-after": "30"}
"""Seconds."""
_STATUS: Final = {"accepted": HTTPStatus.OK, "waiting": HTTPStatus.ACCEPTED}
_HINTS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("token_unknown", "Send 'Authorization: Bearer' and the token that you were given."),
    404: ("not_there", "There is nothing under this address, or nothing of yours."),
    405: ("method_not_allowed", "Send submissions by POST, and ask for receipts by GET."),
    413: ("too_large", "Send at most 1,048,576 bytes at once: larger files in pieces."),
    415: ("media_type_unknown", f"Send {STRUCTURED} to /submissions, and text/csv to /supply/..."),
    503: ("try_again", "It could not be done at this moment. Send the same again; it counts once."),
}
_OUT_OF_ORDER: Final = ("out_of_order", "Something is wrong on our side. Nothing was changed.")


def application(
    submissions: Submissions, tokens: Mapping[str, str], limits: Limits = LIMITS
) -> ASGIApp:
    """Return the door, guarded; ``tokens`` are the senders who may come in, each with its own."""
    door = _Door(submissions, tokens)
    inside = Starlette(
        routes=[
            Route("/submissions", door.submit, methods=["POST"]),
            Route("/supply/{kind}", door.supply, methods=["POST"]),
            Route("/receipts/{receipt_id:uuid}", door.receipt, methods=["GET"]),
        ],
        exception_handlers={Exception: lambda _, error: _failed(error), HTTPException: _problem},
    )
    inside.router.redirect_slashes = False
    return Guard(inside, _failed, limits)


class _Door:
    def __init__(self, submissions: Submissions, tokens: Mapping[str, str]) -> None:
        self._submissions, self._tokens = submissions, tokens

    async def submit(self, request: Request) -> Response:
        """Take one structured CloudEvent of the token's sender."""
        sender = self._sender(request)
        _require(request, STRUCTURED)
        delivery = self._submissions.read(await request.body())
        if delivery.envelope is not None:
            if delivery.envelope.source != sender:
                hint = f"This token is for {sender}: send that as the source."
                return _told(HTTPStatus.FORBIDDEN, "source_differs", hint, "/source")
            if delivery.envelope.type not in _TAKEN:
                hint = f"By HTTP, these are taken: {', '.join(sorted(_TAKEN))}."
                return _told(HTTPStatus.FORBIDDEN, "type_not_taken", hint, "/type")
        (verdict,) = await self._submissions.submit([delivery])
        status = _STATUS.get(verdict.verdict, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _answer(verdict, HTTPStatus.BAD_REQUEST if delivery.envelope is None else status)

    async def supply(self, request: Request) -> Response:
        """Take a file of rows, and say of every row what came of it."""
        sender = self._sender(request)
        if request.path_params["kind"] not in KINDS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        _require(request, "text/csv")
        kind = KINDS[request.path_params["kind"]]
        try:
            rows = read_table(await request.body(), kind.name).rows
        except UnusableTable as error:
            hint = f"The file cannot be used: {error}."
            return _told(HTTPStatus.BAD_REQUEST, "file_unusable", hint)
        made = [event_of_row(kind, row, sender) for row in rows]
        events = [
            self._submissions.read(one.value) for one in made if not isinstance(one, RowFault)
        ]
        verdicts = iter(await self._submissions.submit(events))
        told: list[dict[str, Any]] = []
        for row, one in zip(rows, made, strict=True):
            if isinstance(one, RowFault):
                said = {"column": one.column, "code": one.code, "hint": one.hint}
                told.append({"line": row.line, "verdict": "rejected", **said})
                continue
            verdict = next(verdicts)
            column = kind.column_at(verdict.pointer)
            told.append({"line": row.line, "column": column, **_shown(verdict)})
        all_well = all(row["verdict"] == "accepted" for row in told)
        return JSONResponse({"rows": told, "all_well": all_well})

    async def receipt(self, request: Request) -> Response:
        """Say what the sender was answered."""
        receipt_id: UUID = request.path_params["receipt_id"]
        verdict = await self._submissions.receipt(receipt_id, self._sender(request))
        if verdict is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return JSONResponse(_shown(verdict))

    def _sender(self, request: Request) -> str:
        """Return whose token was sent. Raises ``HTTPException``."""
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        given = said.strip().encode() if scheme.lower() == "bearer" else b""
        known = [s for s, t in self._tokens.items() if hmac.compare_digest(t.encode(), given)]
        if not known:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"www-authenticate": "Bearer"})
        return known[0]


def _require(request: Request, media_type: str) -> None:
    said = request.headers.get("content-type", "").partition(";")[0]
    if said.strip().lower() != media_type:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _shown(verdict: Verdict) -> dict[str, Any]:
    shown = {name: said for name, said in verdict._asdict().items() if said}
    if verdict.receipt_id:
        shown["receipt"] = f"/receipts/{verdict.receipt_id}"
    return shown


def _answer(verdict: Verdict, status: int) -> Response:
    shown = _shown(verdict)
    where = {"location": shown["receipt"]} if "receipt" in shown else {}
    return JSONResponse(shown, status, headers=where)


def _told(status: int, code: str, hint: str, pointer: str = "") -> Response:
    said = {"code": code, "pointer": pointer, "hint": hint}
    return JSONResponse({name: text for name, text in said.items() if text}, status)


async def _problem(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = _told(status, *_HINTS.get(status, _OUT_OF_ORDER))
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _failed(error: Exception) -> Response:
    """A database that is away passes, and so does a crowd; a defect does not."""
    if not passes_by_itself(error):
        return _told(HTTPStatus.INTERNAL_SERVER_ERROR, *_OUT_OF_ORDER)
    response = _told(HTTPStatus.SERVICE_UNAVAILABLE, *_HINTS[503])
    response.headers.update(_RETRY)
    return response
