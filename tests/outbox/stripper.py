"""A relay that takes out of calls and answers what says which chain of calls they are part of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from gateway.core.chain import CHAIN_EXTENSION
from gateway.core.json import Json, decode, encode
from gateway.dialects.headers import CHAIN

_KEPT = ("Authorization", "Content-Type", "Accept", "A2A-Version", "Idempotency-Key")


@dataclass
class Stripper:
    """``target`` is the URL of the gateway behind it."""

    session: aiohttp.ClientSession
    target: str = ""
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        assert CHAIN not in headers
        async with self.session.request(
            request.method, self.target + request.path_qs, data=_strip(body), headers=headers
        ) as answer:
            said = _strip(await answer.read())
            return web.Response(status=answer.status, body=said, content_type=answer.content_type)


@asynccontextmanager
async def strip() -> AsyncIterator[Stripper]:
    async with aiohttp.ClientSession() as session:
        stripper = Stripper(session)
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", stripper.handle)
        async with TestServer(app) as server:
            stripper.url = str(server.make_url("")).rstrip("/")
            yield stripper


def _strip(body: bytes) -> bytes:
    return encode(_without(decode(body))) if body else body


def _without(value: Json) -> Json:
    match value:
        case dict():
            return {name: _without(item) for name, item in value.items() if name != CHAIN_EXTENSION}
        case list():
            return [_without(item) for item in value]
        case _:
            return value
