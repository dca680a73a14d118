"""``python -m bench.peers COUNT``: that many peers on the loopback, which answer after 50 ms.

They have one port and an address each, so that every one of them is an origin of its own. What they
were asked is counted: ``SEEN`` tells how often, of any of them, and how often more than once.
"""

import asyncio
import sys
from collections import Counter
from typing import Any, Final

import uvloop
from aiohttp import web

from gateway.core.json import decode, encode

ANSWER_SECONDS: Final = 0.05
PATH: Final = "/a2a"
SEEN: Final = "/seen"
_A_NET: Final = 250

_messages: Final[Counter[tuple[str, str]]] = Counter()


def host_of(number: int) -> str:
    """The address of one of them, counted from 0."""
    return f"127.0.{1 + number // _A_NET}.{1 + number % _A_NET}"


async def answer(request: web.Request) -> web.Response:
    call: Any = decode(await request.read())
    _messages[request.host, call["params"]["message"]["messageId"]] += 1
    await asyncio.sleep(ANSWER_SECONDS)
    task = {
        "id": call["id"],
        "contextId": "c",
        "status": {"state": "TASK_STATE_COMPLETED"},
        "artifacts": [{"artifactId": "a", "parts": [{"data": {"price_cents": 4500}}]}],
    }
    said = {"jsonrpc": "2.0", "id": call["id"], "result": {"task": task}}
    return web.Response(body=encode(said), content_type="application/json")


async def tell_seen(_: web.Request) -> web.Response:
    hosts = Counter(host for host, _ in _messages)
    seen = {
        "requests": _messages.total(),
        "peers": len(hosts),
        "repeated": _messages.total() - len(_messages),
    }
    return web.json_response(seen)


async def serve(count: int) -> None:
    app = web.Application()
    app.router.add_post(PATH, answer)
    app.router.add_get(SEEN, tell_seen)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    first = web.TCPSite(runner, host_of(0), 0)
    await first.start()
    port = runner.addresses[0][1]
    for number in range(1, count):
        await web.TCPSite(runner, host_of(number), port).start()
    print(f"listening on http://{host_of(0)}:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
