"""A site for TLS that knows of a connection, and bounds it, from when it is accepted.

The loop's own server tells of one only when hands are shaken. Clients that never shake them would
be counted nowhere, and take every file that the process may open.
"""

import asyncio
import socket
import ssl
from functools import partial
from typing import Final

from aiohttp import web

from gateway.http.connection import Connections, Runner

# Until then it is likely that one of the files that were missing is free again.
_PAUSE_SECONDS: Final = 0.1


class TlsSite(web.BaseSite):
    """Whoever has not shaken hands within ``seconds`` is left. One too many takes the place of the
    oldest of them."""

    def __init__(
        self,
        runner: Runner,
        listener: socket.socket,
        tls: ssl.SSLContext,
        seconds: float,
        backlog: int,
    ) -> None:
        super().__init__(runner, ssl_context=tls, backlog=backlog)
        assert isinstance(runner.server, Connections)
        self._connections = runner.server
        self._listener = listener
        self._seconds = seconds
        self._accepting: asyncio.Task[None] | None = None
        # The oldest first.
        self._shaking: dict[asyncio.Task[None], None] = {}

    @property
    def name(self) -> str:
        return "tls"

    async def start(self) -> None:
        await super().start()
        self._listener.listen(self._backlog)
        self._listener.settimeout(0)
        self._accepting = asyncio.create_task(self._accept())

    async def stop(self) -> None:
        await super().stop()
        tasks = [*self._shaking]
        if self._accepting is not None:
            tasks.append(self._accepting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._listener.close()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self._listener)
            except OSError:
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            self._make_room()
            shaking = asyncio.create_task(self._shake_hands(client))
            self._shaking[shaking] = None
            shaking.add_done_callback(partial(self._end, client))

    def _make_room(self) -> None:
        connections = self._connections
        if self._shaking and len(connections.connections) + len(self._shaking) >= connections.most:
            connections.left += 1
            oldest = next(iter(self._shaking))
            del self._shaking[oldest]
            oldest.cancel()

    async def _shake_hands(self, client: socket.socket) -> None:
        await asyncio.get_running_loop().connect_accepted_socket(
            self._connections,
            client,
            ssl=self._ssl_context,
            ssl_handshake_timeout=self._seconds,
        )

    def _end(self, client: socket.socket, shaking: asyncio.Task[None]) -> None:
        self._shaking.pop(shaking, None)
        if shaking.cancelled() or shaking.exception() is not None:
            client.close()
