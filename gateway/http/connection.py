"""The server's connections: they know how long a head takes, and refuse what is not HTTP quietly.

aiohttp gives a head no deadline and quotes what it refuses. This leans on how it makes and keeps
its connections, and is the one place that does: the dependency is pinned below the next minor.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from gateway.http.malformed import refuse

# A server skips empty lines in front of a request (RFC 9112, section 2.2); they end any head.
_EMPTY_LINES: Final = b"\r\n\r\n"


class Runner(web.AppRunner):
    """An AppRunner whose server makes ``Connection``."""

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = _Server
        return server


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return Connection(self, loop=self._loop, **self._kwargs)


class Connection(web.RequestHandler):
    """``head_since`` is the loop's time since which a head is awaited or begun, None in between.

    A new connection owes its first head at once; a used one may be idle before the next.
    ``on_lost`` is called when the client is gone, for an answer that may wait for long.
    """

    __slots__ = ("head_since", "on_lost")

    head_since: float | None
    on_lost: Callable[[], object] | None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.head_since = self._loop.time()
        self.on_lost = None
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()

    def data_received(self, data: bytes) -> None:
        before = self._request_count
        super().data_received(data)
        if self._request_count != before:
            self.head_since = None
        elif self.head_since is None and self._is_idle():
            self.head_since = self._loop.time()

    def is_slow(self, now: float, seconds: float) -> bool:
        """Whether a head has taken that long; if so the connection can only be closed."""
        if self.head_since is not None:
            return now - self.head_since >= seconds
        idle_since = self._next_keepalive_close_time - self._keepalive_timeout
        return self._is_idle() and now - idle_since >= seconds and self._holds_part_of_a_head()

    def _is_idle(self) -> bool:
        # Between requests: what comes now is no body, and nothing waits to be answered.
        waiter = self._waiter
        return waiter is not None and not waiter.done()

    def _holds_part_of_a_head(self) -> bool:
        # One that came together with the request before it, and then no more.
        assert self._parser is not None
        try:
            messages, _, _ = self._parser.feed_data(_EMPTY_LINES)
        except HttpProcessingError:
            return True
        return bool(messages)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        return refuse(request, exc, message or "")
