"""The floor: the least that an aiohttp handler does to answer one JSON-RPC call.

It reads the body, finds the method and the message, and writes a task as long as the gateway's;
there is no authentication, no check, no store and no log. Run it as ``python -m bench.floor N``,
N being the bytes of an answer.
"""

import asyncio
import sys
from typing import Any

import orjson
import uvloop
from aiohttp import web


def handler(answer_bytes: int) -> Any:
    def write(call_id: Any, message_id: str, filler: str) -> bytes:
        task = {
            "id": message_id,
            "status": {"state": "TASK_STATE_COMPLETED"},
            "metadata": {"filler": filler},
        }
        return orjson.dumps({"jsonrpc": "2.0", "id": call_id, "result": {"task": task}})

    filler = "x" * (answer_bytes - len(write(1, "0" * 36, "")))

    async def answer(request: web.Request) -> web.Response:
        call = orjson.loads(await request.read())
        if call["method"] != "SendMessage":
            raise web.HTTPNotFound
        body = write(call["id"], call["params"]["message"]["messageId"], filler)
        return web.Response(body=body, content_type="application/json")

    return answer


async def serve(answer_bytes: int) -> None:
    app = web.Application()
    app.router.add_post("/a2a", handler(answer_bytes))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"listening on http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
