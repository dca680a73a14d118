"""A response that goes on: server-sent events, a sign of life in between, and a clean end.

One that is silent costs no task and no timer of its own, and its client is seen to leave at once.
"""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final, Self, TypeVar

from aiohttp import HttpVersion11, web

from gateway.core.json import Json, encode
from gateway.dialects.base import EMPTY
from gateway.http.connection import Connection
from gateway.http.endpoint import HEADERS
from gateway.http.respond import COMMON_HEADERS
from gateway.runner.alarm import Alarm, Deadline

MEDIA_TYPE: Final = "text/event-stream"
ALIVE_SECONDS: Final = 15.0
_ALIVE: Final = b":\n\n"
_HEADERS: Final = {
    **COMMON_HEADERS,
    "Content-Type": MEDIA_TYPE,
    "Cache-Control": "no-store",
    # Proxies that buffer would keep events until there are many.
    "X-Accel-Buffering": "no",
}

Value = TypeVar("Value")


class OpenStreams:
    """The streams of one application; ``end`` is called when it begins to stop."""

    def __init__(self) -> None:
        self.alive = Alarm(ALIVE_SECONDS)
        self.is_ending = False
        self._open: set[EventStream] = set()

    def add(self, stream: "EventStream") -> None:
        self._open.add(stream)
        if self.is_ending:
            stream.end()

    def discard(self, stream: "EventStream") -> None:
        self._open.discard(stream)

    def end(self) -> None:
        self.is_ending = True
        for stream in tuple(self._open):
            stream.end()


OPEN_STREAMS: Final = web.AppKey("open_streams", OpenStreams)


def write_frame(data: Json, *, event: str = "", event_id: int | None = None) -> bytes:
    """One event as it travels."""
    name = b"event: %b\n" % event.encode() if event else b""
    place = b"id: %d\n" % event_id if event_id is not None else b""
    return b"%b%bdata: %b\n\n" % (name, place, encode(data))


class EventStream:
    """One response; entering begins it, and when the client goes away, the block ends quietly.

    It may be silent for hours, so it keeps nothing that it has sent.
    """

    __slots__ = ("_connection", "_is_ending", "_request", "_silence", "_streams", "response")

    def __init__(self, request: web.Request, headers: Mapping[str, str] = EMPTY) -> None:
        own = request[HEADERS]
        self.response = web.StreamResponse(headers={**_HEADERS, **own, **headers})
        if request.version < HttpVersion11:
            # It has no length and no chunks there, so nothing but the close says where it ends.
            self.response.force_close()
        self._request = request
        connection = request.protocol
        self._connection = connection if isinstance(connection, Connection) else None
        self._streams = request.app[OPEN_STREAMS]
        self._is_ending = False
        self._silence: Deadline | None = None

    async def __aenter__(self) -> Self:
        with suppress(ConnectionError):
            await self.response.prepare(self._request)
        self.response.headers.clear()
        self._streams.add(self)
        if self._connection is not None:
            self._connection.on_lost = self.end
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._streams.discard(self)
        if self._connection is not None:
            self._connection.on_lost = None
        if kind is None:
            with suppress(ConnectionError):
                await self.response.write_eof()
        return kind is not None and issubclass(kind, ConnectionError)

    async def send(self, event: str, data: Json) -> None:
        """One event of that name."""
        await self.write(write_frame(data, event=event))

    async def write(self, frames: bytes) -> None:
        """Return when the client has room for more."""
        await self.response.write(frames)

    async def wait_for(self, take: Callable[[], Coroutine[Any, Any, Value]]) -> Value | None:
        """What ``take`` gives, however long that lasts; None when the stream has to end.

        ``take`` is called anew after each sign of life: cancelled, it must have taken nothing.
        """
        while not self._is_ending:
            try:
                with Deadline(self._streams.alive) as self._silence:
                    return await take()
            except TimeoutError:
                pass
            finally:
                self._silence = None
            if not self._is_ending:
                await self.response.write(_ALIVE)
        return None

    def end(self) -> None:
        """Have ``wait_for`` return, now or when it is called next."""
        self._is_ending = True
        if self._silence is not None:
            self._silence.expire()

    def cut(self) -> None:
        """Leave a client that is in the way of a write, unsaid what it has not read."""
        transport = self._request.transport
        if self._silence is None and transport is not None:
            transport.abort()
