"""A response that goes on: server-sent events, a sign of life in between, and a clean end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Self, TypeVar

from aiohttp import web

from gateway.core.json import Json, encode
from gateway.http.endpoint import REQUEST_ID
from gateway.http.respond import COMMON_HEADERS

STOPPING: Final = web.AppKey("stopping", asyncio.Event)
"""Set when the application begins to stop: streams end then."""

ALIVE_SECONDS: Final = 15.0
_ALIVE: Final = b":\n\n"

Value = TypeVar("Value")


class EventStream:
    """Made by ``open`` alone; ``response`` is what the handler returns."""

    def __init__(self, response: web.StreamResponse, stopping: asyncio.Event) -> None:
        self.response = response
        self._stopping = stopping

    @classmethod
    @asynccontextmanager
    async def open(cls, request: web.Request) -> AsyncIterator[Self]:
        """Begin the response; when the client goes away, the block ends quietly."""
        headers = {
            **COMMON_HEADERS,
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Request-Id": request[REQUEST_ID],
        }
        response = web.StreamResponse(headers=headers)
        with suppress(ConnectionResetError):
            await response.prepare(request)
        with suppress(ConnectionResetError):
            yield cls(response, request.app[STOPPING])
            await response.write_eof()

    async def send(self, event: str, data: Json) -> None:
        """One event; returns when the client has room for more."""
        await self.response.write(b"event: %b\ndata: %b\n\n" % (event.encode(), encode(data)))

    async def wait_for(self, take: Callable[[], Coroutine[Any, Any, Value]]) -> Value | None:
        """What ``take`` gives, however long that lasts; None when the stream has to end.

        ``take`` is called anew after each sign of life: cancelled, it must have taken nothing.
        """
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            while not stopping.done():
                taking = asyncio.create_task(take())
                try:
                    await asyncio.wait(
                        (taking, stopping),
                        timeout=ALIVE_SECONDS,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
                    if taking.done():
                        return taking.result()
                finally:
                    taking.cancel()
                if not stopping.done():
                    await self.response.write(_ALIVE)
            return None
        finally:
            stopping.cancel()
