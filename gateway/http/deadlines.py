"""A deadline for the head of a request, which aiohttp does not have (SECURITY: F2).

Once a second every connection is looked at, which costs a request nothing. It leans on aiohttp's
internals and is the one place that does: the dependency is pinned below the next minor.
"""

import asyncio
from typing import Final

from aiohttp import web

SWEEP_SECONDS: Final = 1.0
KEEPALIVE_SECONDS: Final = 75.0


async def close_slow_heads(server: web.Server, seconds: float) -> None:
    """Close connections that send no whole head in that time; run it beside the server.

    A connection that has carried a request may then be idle for ``KEEPALIVE_SECONDS``, which
    aiohttp itself watches.
    """
    loop = asyncio.get_running_loop()
    silent_since: dict[int, float] = {}
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = loop.time()
        silent = {id(c): c for c in server.connections if _awaits_first_head(c)}
        silent_since = {key: silent_since.get(key, now) for key in silent}
        for key, connection in silent.items():
            if now - silent_since[key] >= seconds:
                connection.force_close()


def _awaits_first_head(connection: web.RequestHandler) -> bool:
    return connection._request_count == 0  # noqa: SLF001
