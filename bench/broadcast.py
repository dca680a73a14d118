"""One durable call to many peers at once, beside the same requests by aiohttp alone.

Both are timed from the first thing that is done to the last answer that is known; of the gateway
that is when every audit row that says so is on disk.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
import uvloop
from msgspec import Struct

from bench.peers import PATH, host_of
from bench.process import serving
from gateway.cli.garbage import settle
from gateway.config import read
from gateway.core.json import decode, encode
from gateway.outbox import Ask
from gateway.wiring import Services, open_services

PEERS: Final = 43
_WARM_UP: Final = 8
_PATIENCE: Final = 30
_ARGUMENTS: Final = {"product": "flashlight", "qty": 1000}


class Broadcast(Struct, frozen=True):
    """Milliseconds of one round."""

    gateway_ms: float
    floor_ms: float


def measure_broadcasts(folder: Path, rounds: int) -> list[Broadcast]:
    """One a round, when both are warm."""
    folder.mkdir()
    command = [sys.executable, "-m", "bench.peers", str(PEERS)]
    with serving(command, folder) as server:
        port = urlsplit(server.url).port or 0
        return uvloop.run(_measure(folder, port, rounds))


async def _measure(folder: Path, port: int, rounds: int) -> list[Broadcast]:
    urls = [f"http://{host_of(number)}:{port}" for number in range(PEERS)]
    measured = []
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        _gateway(folder, urls) as services,
        aiohttp.ClientSession(connector=connector) as bare,
    ):
        for _ in range(_WARM_UP + rounds):
            gateway_ms = await _timed_ms(_send_by(services))
            measured.append(Broadcast(gateway_ms, await _timed_ms(_send_bare(bare, urls))))
    return measured[_WARM_UP:]


@asynccontextmanager
async def _gateway(folder: Path, urls: list[str]) -> AsyncIterator[Services]:
    rows = "".join(
        f'[[peers]]\nname = "p{number}"\nurl = "{url}"\nplain_http = true\ndialect = "a2a-1.0"\n'
        f'endpoint = "{PATH}"\nnetworks = ["127.0.0.0/8"]\n'
        for number, url in enumerate(urls)
    )
    (folder / "data").mkdir()
    text = f'[agent]\nname = "Bench"\n[health]\ninterval_seconds = 0\n{rows}'
    async with open_services(read(text, folder / "peers.toml", environ={})) as services:
        # As the command that serves does, when all is loaded.
        settle()
        yield services


async def _send_by(services: Services) -> None:
    outbox = services.outbox
    peers = [row.as_peer() for row in services.live.settings.peers]
    ask = Ask("get_quote", _ARGUMENTS)
    with services.tenant.watch_activity() as watch:
        open_calls = set(await asyncio.gather(*(outbox.queue(peer, ask) for peer in peers)))
        while open_calls:
            for call in (await watch.take()).ids:
                row = await services.tenant.find_activity(call)
                if row is not None and row.status == "success":
                    open_calls.discard(call)


async def _send_bare(session: aiohttp.ClientSession, urls: list[str]) -> None:
    async def post(url: str) -> None:
        part = {"data": {"skill": "get_quote", "arguments": _ARGUMENTS}}
        message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [part]}
        params = {"message": message}
        body = {"jsonrpc": "2.0", "id": "1", "method": "SendMessage", "params": params}
        async with session.post(url + PATH, data=encode(body)) as answer:
            assert "result" in decode(await answer.read())

    await asyncio.gather(*map(post, urls))


async def _timed_ms(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(_PATIENCE):
        await work
    return (time.perf_counter() - began) * 1e3
