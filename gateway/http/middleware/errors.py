"""Refusals outside any dialect as plain JSON; the last place where an error can be caught."""

from typing import Final, Self
from uuid import uuid4

from aiohttp import web

from gateway.core.errors import GatewayError, InvalidRequest, MethodNotFound, Unauthenticated
from gateway.core.json import JsonObject
from gateway.dialects.errorinfo import write_status
from gateway.http.endpoint import Audience, Endpoint
from gateway.http.respond import json_response
from gateway.observe.log import Log

_A2A: Final = "/a2a/"

_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


def write_http_error(
    error: GatewayError | web.HTTPException, request: web.Request, endpoint: Endpoint | None
) -> web.StreamResponse:
    """The response for an error that no dialect is there to write."""
    if isinstance(error, web.HTTPException):
        return _write_unrouted(error, request)
    if isinstance(error, Unauthenticated):
        return _write_unauthenticated(error, endpoint)
    body = _refusal(error.message, endpoint)
    status = 400 if isinstance(error, InvalidRequest) else error.http_status
    return json_response(body, status, retry_headers(error))


def retry_headers(error: GatewayError) -> dict[str, str]:
    """``Retry-After`` in seconds, for errors that pass."""
    if not error.retriable:
        return {}
    return {"Retry-After": str(error.retry_after or 1)}


def write_unexpected(error: Exception, log: Log, request_id: str) -> web.Response:
    """A bug's response: an id to find it by, and nothing of the bug."""
    known = as_gateway_error(error, log, request_id)
    return json_response({"error": known.message}, known.http_status, retry_headers(known))


class Caught:
    """Keeps the error that ends its block, for whoever is told of it in the middle of an answer.

    That the client is gone is no error of ours, and passes.
    """

    __slots__ = ("_log", "_request_id", "error")

    def __init__(self, log: Log, request_id: str) -> None:
        self._log = log
        self._request_id = request_id
        self.error: GatewayError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, ConnectionError):
            return False
        self.error = as_gateway_error(error, self._log, self._request_id)
        return True


def as_gateway_error(error: Exception, log: Log, request_id: str) -> GatewayError:
    """The error itself when it has a name; else it is logged and an error id stands for it."""
    if isinstance(error, GatewayError):
        # Whoever answers with it would hold what raised it, the body too, until the next garbage
        # collection: it is in a frame that the traceback is in.
        return error.with_traceback(None)
    error_id = uuid4().hex
    log.error("request_failed", request_id=request_id, error_id=error_id, exc_info=error)
    return GatewayError(f"the operator finds the cause under error id {error_id}")


def _write_unrouted(error: web.HTTPException, request: web.Request) -> web.Response:
    if isinstance(error, web.HTTPNotFound) and request.path.startswith(_A2A):
        # Whoever looks for an operation of A2A there speaks HTTP+JSON.
        return json_response({"error": write_status(MethodNotFound())}, error.status)
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return json_response({"error": error.reason.lower()}, error.status, headers)


def _write_unauthenticated(error: Unauthenticated, endpoint: Endpoint | None) -> web.Response:
    if endpoint is None or not endpoint.is_flowwink:
        return json_response({"error": "unauthorized"}, 401, _CHALLENGE)
    if error.detail:
        return json_response(_refusal(error.detail, endpoint), 401, _CHALLENGE)
    is_peers = endpoint.audience is Audience.PEER
    words = "Invalid or inactive peer token" if is_peers else "Invalid token"
    return json_response(_refusal(words, endpoint), 403)


def _refusal(words: str, endpoint: Endpoint | None) -> JsonObject:
    is_said = endpoint is not None and endpoint.says_ok
    return {"ok": False, "error": words} if is_said else {"error": words}
