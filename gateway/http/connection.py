"""The server's connections: how many there are, and for how long each keeps us waiting.

aiohttp bounds none of that, and quotes what it refuses. This leans on how it makes and keeps its
connections, and is the one place that does: the dependency is pinned below the next minor.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from gateway.http.malformed import refuse
from gateway.http.turns import holding

# A server skips empty lines in front of a request (RFC 9112, section 2.2); they end any head.
_EMPTY_LINES: Final = b"\r\n\r\n"
_PIECE: Final = 128 * 1024
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Retry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


class Runner(web.AppRunner):
    """An AppRunner whose server is ``Connections``, at most so many of them."""

    def __init__(self, app: web.Application, *, most: int = sys.maxsize, **options: Any) -> None:
        super().__init__(app, **options)
        self._most = most

    async def _make_server(self) -> web.Server:
        server = await super()._make_server()
        server.__class__ = Connections
        assert isinstance(server, Connections)
        server.most = self._most
        return server


class Connections(web.Server):
    """Makes every ``Connection``. One more than ``most`` takes the place of the oldest to which
    nothing is owed, and is refused where there is none. ``left`` counts both.
    """

    most = sys.maxsize
    left = 0

    def __call__(self) -> web.RequestHandler:
        return Connection(self, loop=self._loop, **self._kwargs)

    def each(self) -> Iterator["Connection"]:
        """Those that are open, the oldest first."""
        for connection in self._connections:
            assert isinstance(connection, Connection)
            yield connection

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self._connections) > self.most:
            self.left += 1
            self._make_room_for(handler, transport)

    def _make_room_for(self, newest: web.RequestHandler, transport: asyncio.Transport) -> None:
        for connection in self.each():
            if connection.may_be_left():
                connection.abort()
                return
        # What it sends is not looked at; aiohttp wants a connection to be there when it begins.
        newest.close()
        transport.write(_FULL)
        self._loop.call_soon(transport.close)


class Connection(web.RequestHandler):
    """``head_since`` is the loop's time since which a head is awaited or begun, None in between.

    A new connection owes its first head at once; a used one may be idle before the next.
    ``on_lost`` is called when the client is gone, for an answer that may wait for long. ``unread``
    is how many bytes waited for the client when that was looked at last.
    """

    __slots__ = ("_rest", "_unread_since", "head_since", "on_lost", "unread")

    head_since: float | None
    on_lost: Callable[[], object] | None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.head_since = self._loop.time()
        self.on_lost = None
        self.unread = 0
        self._unread_since: float | None = None
        # Of the answer that is being sent.
        self._rest = 0
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

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send it, and let go of what it said: aiohttp keeps it while the connection is idle."""
        if isinstance(resp, web.Response) and request.method != hdrs.METH_HEAD:
            await self._send_in_pieces(request, resp)
        sent, is_reset = await super().finish_response(request, resp, start_time)
        if isinstance(sent, web.Response):
            sent.body = None
        return sent, is_reset

    async def _send_in_pieces(self, request: web.BaseRequest, resp: web.Response) -> None:
        """A long answer, so that no second one of it waits in the transport for the client."""
        body = resp.body
        if not isinstance(body, bytes) or len(body) <= _PIECE:
            return
        with suppress(ConnectionError), holding(request, len(body)):
            await resp.prepare(request)
            resp.body = None
            for start in range(0, len(body), _PIECE):
                self._rest = len(body) - start - _PIECE
                await resp.write(memoryview(body)[start : start + _PIECE])
        self._rest = 0

    def is_slow(self, now: float, seconds: float) -> bool:
        """Whether a head has taken that long; if so the connection can only be closed."""
        if self.head_since is not None:
            return now - self.head_since >= seconds
        idle_since = self._next_keepalive_close_time - self._keepalive_timeout
        return self._is_idle() and now - idle_since >= seconds and self._holds_part_of_a_head()

    def is_unread(self, now: float, seconds: float) -> bool:
        """Whether the client took nothing for that long of what waits for it.

        Asked again and again: what waits is compared with what waited the last time.
        """
        unread = 0
        if self.transport is not None:
            unread = self.transport.get_write_buffer_size() + max(0, self._rest)
        if not unread or unread < self.unread:
            self._unread_since = None
        elif self._unread_since is None:
            self._unread_since = now
        self.unread = unread
        return self._unread_since is not None and now - self._unread_since >= seconds

    def may_be_left(self) -> bool:
        """Whether nothing is owed to the client, or it does not take what is."""
        is_open = self.transport is not None and not self.transport.is_closing()
        return is_open and (self._is_idle() or self._unread_since is not None)

    def abort(self) -> None:
        """Close it at once, whatever waits to be read."""
        if self.transport is not None:
            self.transport.abort()

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
