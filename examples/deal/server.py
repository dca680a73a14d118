"""``python -m examples.deal.server MARKET``: the scripted suppliers, in one process.

Each has an address of its own on the loopback, its own token, and its own tasks. Who asked what is
kept, and told at ``/seen``, so that the demo can say that nobody was asked twice.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from examples.deal.cast import SCRIPTED, Scripted
from examples.deal.market import MARKETS, Market
from examples.deal.script import LATER_SECONDS, SILENT, Said, is_pushed, say
from examples.deal.tongues import TONGUES, Asked, Looked
from examples.deal.tongues.a2a import write_task_10

FOREVER: Final = 3600
SEEN_HOST: Final = "127.0.0.1"
_TOLD: Final = ("no_award", "deal_closed", "award")


class Suppliers:
    """``seen`` are the ids of the messages that each was sent, by what they were about."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._by_host = {supplier.host: supplier for supplier in SCRIPTED}
        self._begun: dict[tuple[str, str], float] = {}
        self._said: dict[tuple[str, str], Asked] = {}
        self._pushes: set[asyncio.Task[None]] = set()
        self.seen: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        supplier = self._by_host[request.url.host or ""]
        if supplier.shape == "locked" or not _is_ours(request, supplier):
            return web.json_response({"error": "unauthorized"}, status=401)
        tongue = TONGUES[supplier.tongue]
        body = await request.json() if request.can_read_body else None
        match tongue.read(request.path, body):
            case Looked(task_id, call_id):
                said = self._look(supplier, task_id)
                status, answer = tongue.write(said, task_id, call_id or "look")
            case Asked() as asked:
                task_id = _task_id(asked)
                self._note(supplier, asked)
                if supplier.shape == "busy":
                    raise web.HTTPServiceUnavailable
                if supplier.shape in SILENT:
                    return await _fall_silent(request, supplier)
                said = await self._take(supplier, asked, task_id)
                status, answer = tongue.write(said, task_id, asked.call_id)
        return web.json_response(answer, status=status)

    async def show_card(self, request: web.Request) -> web.Response:
        supplier = self._by_host[request.url.host or ""]
        make = TONGUES[supplier.tongue].card
        if make is None:
            raise web.HTTPNotFound
        return web.json_response(make(str(request.url.origin()), supplier.name))

    async def show_seen(self, request: web.Request) -> web.Response:
        return web.json_response(self.seen)

    def _note(self, supplier: Scripted, asked: Asked) -> None:
        about = next((told for told in _TOLD if told in asked.body), "request")
        self.seen[supplier.name][about].append(asked.message_id)

    async def _take(self, supplier: Scripted, asked: Asked, task_id: str) -> Said:
        if any(told in asked.body for told in _TOLD):
            return Said("completed", {"status": "noted"})
        key = supplier.name, task_id
        if key not in self._begun:
            await asyncio.sleep(supplier.seconds)
            self._begun.setdefault(key, time.time())
            if is_pushed(supplier) and asked.push_url:
                task = asyncio.create_task(self._push(supplier, asked, task_id))
                self._pushes.add(task)
                task.add_done_callback(self._pushes.discard)
        return self._look(supplier, task_id)

    def _look(self, supplier: Scripted, task_id: str) -> Said:
        begun = self._begun.get((supplier.name, task_id))
        if begun is None:
            raise web.HTTPNotFound
        return say(supplier, self._market, begun, time.time())

    async def _push(self, supplier: Scripted, asked: Asked, task_id: str) -> None:
        """Tell it once; who misses that looks for itself."""
        await asyncio.sleep(LATER_SECONDS)
        task = write_task_10(self._look(supplier, task_id), task_id)
        headers = {"X-A2A-Notification-Token": asked.push_token}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=5)) as session,
                session.post(asked.push_url, json={"task": task}, headers=headers),
            ):
                pass
        except ClientError as error:
            sys.stderr.write(f"{supplier.name} could not push: {error}\n")


def _is_ours(request: web.Request, supplier: Scripted) -> bool:
    return request.headers.get("Authorization") == f"Bearer {supplier.token}"


def _task_id(asked: Asked) -> str:
    return sha256(asked.message_id.encode()).hexdigest()[:16]


async def _fall_silent(request: web.Request, supplier: Scripted) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    if supplier.shape == "stops half-way":
        await response.prepare(request)
        await response.write(b'{"jsonrpc": "2.0", "result": {"task": {"id": "')
    await asyncio.sleep(FOREVER)
    return response


async def serve(market: Market) -> None:
    """Print the port that all of them have, and serve."""
    servers = Suppliers(market)
    app = web.Application()
    app.router.add_get("/.well-known/agent-card.json", servers.show_card)
    app.router.add_get("/seen", servers.show_seen)
    app.router.add_route("*", "/{path:.*}", servers.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, SEEN_HOST, 0).start()
    port = runner.addresses[0][1]
    for supplier in SCRIPTED:
        if supplier.shape != "gone":
            await web.TCPSite(runner, supplier.host, port).start()
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main(arguments: Sequence[str]) -> None:
    (name,) = arguments
    try:
        asyncio.run(serve(MARKETS[name]))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
