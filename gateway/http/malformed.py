"""What is not HTTP gets one constant answer; no byte of it comes back or goes into the log.

aiohttp refuses it before there is a request, in words that quote it, tokens too (SECURITY: A6). It
leans on how aiohttp makes its connections, so the dependency is pinned below the next minor.
"""

from typing import Final

from aiohttp import web

from gateway.http.respond import json_response
from gateway.observe.log import get_log

_CREDENTIALS: Final = ("authorization:", "x-api-key:")


class QuietRunner(web.AppRunner):
    """An AppRunner whose connections refuse quietly."""

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = _QuietServer
        return server


class _QuietServer(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _QuietConnection(self, loop=self._loop, **self._kwargs)


class _QuietConnection(web.RequestHandler):
    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        get_log("http").debug("malformed_request", remote=request.remote, kind=type(exc).__name__)
        response = _refuse(message or "")
        response.force_close()
        return response


def _refuse(complaint: str) -> web.Response:
    if any(name in complaint.lower() for name in _CREDENTIALS):
        return json_response({"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"})
    return json_response({"error": "not valid HTTP"}, 400)
