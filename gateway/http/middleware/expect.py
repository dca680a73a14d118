"""``Expect: 100-continue``: a caller is asked for its body only when it may send one.

aiohttp asks before any middleware runs, so that answer is put off until the caller is known.
"""

from typing import Final

from aiohttp import web

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


async def put_off(_request: web.Request) -> None:
    """For the router: the middleware will ask."""


async def ask_for_body(request: web.Request) -> None:
    """Ask whoever waits to be asked; what else is expected is refused."""
    if request.headers["Expect"].lower() != "100-continue":
        raise web.HTTPExpectationFailed
    await request.writer.write(_CONTINUE)
    request.writer.output_size = 0  # it is no part of the answer
