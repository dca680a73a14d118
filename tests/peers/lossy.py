"""A way to a gateway on which answers get lost, though what was asked arrives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

_OWN = ("Host", "Content-Length", "Transfer-Encoding")


@dataclass
class Lossy:
    """The next ``to_lose`` answers to a POST are lost; ``arrived`` are the bodies that came."""

    target: str
    url: str = ""
    to_lose: int = 0
    arrived: list[bytes] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {k: v for k, v in request.headers.items() if k not in _OWN}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method, self.target + request.path, data=body, headers=headers
            ) as answer,
        ):
            told = await answer.read()
        if request.method == "POST":
            self.arrived.append(body)
            if self.to_lose:
                self.to_lose -= 1
                assert request.transport is not None
                request.transport.abort()
        return web.Response(status=answer.status, body=told, content_type=answer.content_type)


@asynccontextmanager
async def lossy(target: str) -> AsyncIterator[Lossy]:
    way = Lossy(target)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", way.handle)
    async with TestServer(app) as server:
        way.url = str(server.make_url("")).rstrip("/")
        yield way
