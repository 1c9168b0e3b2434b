"""Who may see and do what runs need: whoever knows the operators' token (HTTP Basic, RFC 7617)."""

import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_ASKS: Final = {"www-authenticate": 'Basic realm="Match runs", charset="UTF-8"'}

Shows = Callable[[Request], Awaitable[Response]]


def only_with(token: str, show: Shows) -> Shows:
    """Return a page that is for operators: the token is the password, with any name."""

    async def guarded(request: Request) -> Response:
        if not hmac.compare_digest(_given(request)[1], token.encode()):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers=_ASKS)
        return await show(request)

    return guarded


def name_given(request: Request) -> str:
    """Return the name that came along with the token: a suggestion, nobody has proven it."""
    return _given(request)[0].decode("utf-8", "ignore")


def _given(request: Request) -> tuple[bytes, bytes]:
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, password = b64decode(coded, validate=True).partition(b":")
    except ValueError:
        return b"", b""
    return (name, password) if scheme.lower() == "basic" else (b"", b"")
