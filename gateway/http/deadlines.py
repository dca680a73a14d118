"""Deadlines of connections: for the head of a request, and for who does not read its answer
(SECURITY: F2).

Once a second every connection is looked at, which costs a request nothing.
"""

import asyncio
from typing import Final

from aiohttp import web

from gateway.config import LimitSettings
from gateway.http.connection import Connection, Connections
from gateway.observe.log import get_log

SWEEP_SECONDS: Final = 1.0
_TELL_SECONDS: Final = 60.0


async def keep_deadlines(server: web.Server, limits: LimitSettings) -> None:
    """Close the connections that keep us waiting; run it beside the server.

    The time of a head runs from its first byte, on a new connection from its beginning. Without a
    byte, a used connection may be idle for the keep-alive time, which aiohttp itself watches.
    """
    assert isinstance(server, Connections)
    loop = asyncio.get_running_loop()
    told_at, told = -_TELL_SECONDS, 0
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = loop.time()
        connections = list(server.each())
        for connection in connections:
            if connection.is_unread(now, limits.unread_seconds):
                connection.abort()
            elif connection.is_slow(now, limits.header_seconds):
                connection.force_close()
        _leave_the_fullest(connections, limits.unread_bytes)
        if server.left > told and now - told_at >= _TELL_SECONDS:
            get_log("http").warning("too_many_connections", most=server.most, closed=server.left)
            told_at, told = now, server.left


def _leave_the_fullest(connections: list[Connection], most: int) -> None:
    """Close those for whom most waits to be read, until what waits for all is within bounds."""
    waiting = sum(connection.unread for connection in connections)
    if waiting <= most:
        return
    for connection in sorted(connections, key=lambda one: one.unread, reverse=True):
        if waiting <= most:
            return
        waiting -= connection.unread
        connection.abort()
