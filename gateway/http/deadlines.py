"""A deadline for the head of a request, on new connections and used ones (SECURITY: F2).

Once a second every connection is looked at, which costs a request nothing.
"""

import asyncio
from typing import Final

from aiohttp import web

from gateway.http.connection import Connection

SWEEP_SECONDS: Final = 1.0


async def close_slow_heads(server: web.Server, seconds: float) -> None:
    """Close connections whose head takes longer than that; run it beside the server.

    The time runs from the first byte of the head, on a new connection from its beginning. Without a
    byte, a used connection may be idle for the keep-alive time, which aiohttp itself watches.
    """
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = loop.time()
        for connection in server.connections:
            assert isinstance(connection, Connection)
            if connection.is_slow(now, seconds):
                connection.force_close()
