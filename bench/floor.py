"""The floors: the least that an aiohttp handler does to answer one JSON-RPC call.

It reads the body, finds the method and the message, and writes a task as long as the gateway's;
there is no authentication, no check, no store and no log. Run it as ``python -m bench.floor N``,
N being the bytes of an answer: on the gateway's own event loop and with its JSON library. With
``--plain`` it is aiohttp as it comes: on asyncio's loop and with the standard library's JSON.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any, Final

import orjson
import uvloop
from aiohttp import web
from msgspec import Struct

PLAIN: Final = "--plain"


class Json(Struct, frozen=True):
    """A JSON library."""

    read: Callable[[bytes], Any]
    write: Callable[[Any], bytes]


_QUICK: Final = Json(orjson.loads, orjson.dumps)
_PLAIN: Final = Json(json.loads, lambda value: json.dumps(value, separators=(",", ":")).encode())


def handler(answer_bytes: int, json: Json) -> Any:
    def write(call_id: Any, message_id: str, filler: str) -> bytes:
        task = {
            "id": message_id,
            "status": {"state": "TASK_STATE_COMPLETED"},
            "metadata": {"filler": filler},
        }
        return json.write({"jsonrpc": "2.0", "id": call_id, "result": {"task": task}})

    filler = "x" * (answer_bytes - len(write(1, "0" * 36, "")))

    async def answer(request: web.Request) -> web.Response:
        call = json.read(await request.read())
        if call["method"] != "SendMessage":
            raise web.HTTPNotFound
        body = write(call["id"], call["params"]["message"]["messageId"], filler)
        return web.Response(body=body, content_type="application/json")

    return answer


async def serve(answer_bytes: int, json: Json) -> None:
    app = web.Application()
    app.router.add_post("/a2a", handler(answer_bytes, json))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"listening on http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    size = int(sys.argv[1])
    if PLAIN in sys.argv:
        asyncio.run(serve(size, _PLAIN))
    else:
        uvloop.run(serve(size, _QUICK))
