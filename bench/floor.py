"""The floors: the least that an aiohttp handler does to answer one JSON-RPC call.

It reads the body, finds the method and the message, and writes a task as long as the gateway's;
there is no authentication, no check, no store and no log. Run it as ``python -m bench.floor N``,
N being the bytes of an answer: on the gateway's own event loop and with its JSON library. With
``--plain`` it is aiohttp as it comes: on asyncio's loop and with the standard library's JSON. With
``--rows=FILE`` the rows of the call are safe in that database before the answer leaves.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

import orjson
import uvloop
from aiohttp import web
from msgspec import Struct

from bench.rows import open_rows

PLAIN: Final = "--plain"
ROWS: Final = "--rows="

Commit: TypeAlias = Callable[[str, str], Awaitable[None]]
"""Return when the task of a message, with this text in it, is where it belongs."""


class Json(Struct, frozen=True):
    """A JSON library."""

    read: Callable[[bytes], Any]
    write: Callable[[Any], bytes]


_QUICK: Final = Json(orjson.loads, orjson.dumps)
_PLAIN: Final = Json(json.loads, lambda value: json.dumps(value, separators=(",", ":")).encode())


async def _forget(message_id: str, text: str) -> None:
    """Nothing is stored."""


def handler(answer_bytes: int, json: Json, commit: Commit) -> Any:
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
        message_id = call["params"]["message"]["messageId"]
        body = write(call["id"], message_id, filler)
        await commit(message_id, filler)
        return web.Response(body=body, content_type="application/json")

    return answer


async def serve(answer_bytes: int, json: Json, database: str | None) -> None:
    commit = _forget if database is None else await open_rows(database)
    app = web.Application()
    app.router.add_post("/a2a", handler(answer_bytes, json, commit))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"listening on http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    size, option = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    if option == PLAIN:
        asyncio.run(serve(size, _PLAIN, None))
    else:
        uvloop.run(serve(size, _QUICK, option.removeprefix(ROWS) or None))
