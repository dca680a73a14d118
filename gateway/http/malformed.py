"""What is not HTTP gets one constant answer; no byte of it comes back or goes into the log.

aiohttp refuses it before there is a request, in words that quote it, tokens too (SECURITY: A6).
"""

from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from gateway.http.respond import json_response
from gateway.observe.log import get_log

_CREDENTIALS: Final = ("authorization:", "x-api-key:")


def refuse(request: web.BaseRequest, error: BaseException | None, complaint: str) -> web.Response:
    """Answer and close; the complaint, aiohttp's, only tells whether a credential is at fault."""
    get_log("http").debug("malformed_request", remote=request.remote, kind=type(error).__name__)
    response = _answer(error, complaint.lower())
    response.force_close()
    return response


def _answer(error: BaseException | None, complaint: str) -> web.Response:
    if isinstance(error, LineTooLong):
        return json_response({"error": "a line of the request's head is too long"}, 431)
    if any(name in complaint for name in _CREDENTIALS):
        return json_response({"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"})
    return json_response({"error": "not valid HTTP"}, 400)
