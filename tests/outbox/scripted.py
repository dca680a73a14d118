"""Peers that a test scripts: a real server on a free port, which keeps what it was asked."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from gateway.core.json import Json, decode, encode

QUOTE = {"price_cents": 4500, "currency": "SEK", "lead_days": 14}


@dataclass
class Asked:
    path: str
    body: Json
    headers: Mapping[str, str]
    method: str = "POST"
    query: Mapping[str, str] = field(default_factory=dict)
    request: web.Request | None = None


@dataclass
class Script:
    """``answers`` are by path: a body, a (status, body), or a function of what was asked,
    which may be async."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    @property
    def calls(self) -> list[Asked]:
        """What was posted; looking for the card is no call."""
        return [asked for asked in self.asked if asked.body is not None]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = decode(raw) if raw else None
        asked = Asked(request.path, body, request.headers, request.method, request.query, request)
        self.asked.append(asked)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.Response(status=404, text="nothing here")
        if callable(answer):
            answer = answer(asked)
        if isawaitable(answer):
            answer = await answer
        if isinstance(answer, web.StreamResponse):
            return answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return web.Response(status=status, body=encode(body), content_type="application/json")


@asynccontextmanager
async def script(**answers: Any) -> AsyncIterator[Script]:
    """Serve while inside; ``answers`` may be given later, when the URL is known."""
    peer = Script(dict(answers))
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", peer.handle)
    async with TestServer(app) as server:
        peer.url = str(server.make_url("")).rstrip("/")
        yield peer


def speaks(methods: Mapping[str, Callable[[Json], Json]]) -> Callable[[Asked], Json]:
    """A JSON-RPC server that knows these methods, each a function of the params."""

    def answer(asked: Asked) -> Json:
        envelope = {"jsonrpc": "2.0", "id": asked.body.get("id")}
        method = methods.get(asked.body.get("method"))
        if method is None:
            return {**envelope, "error": {"code": -32601, "message": "Method not found"}}
        return {**envelope, "result": method(asked.body["params"])}

    return answer


def completed(parts: list[Json], **members: Json) -> Json:
    return {
        "id": "task-1",
        "contextId": "context-1",
        "status": {"state": "completed"},
        "artifacts": [{"artifactId": "a", "parts": parts}],
        **members,
    }


def task_v1(state: str = "COMPLETED", **members: Json) -> Json:
    """A 1.0 task of that state; a completed one holds the quote."""
    task: dict[str, Json] = {
        "id": "task-1",
        "contextId": "context-1",
        "status": {"state": f"TASK_STATE_{state}"},
        **members,
    }
    if state == "COMPLETED":
        task["artifacts"] = [{"artifactId": "a", "parts": [{"data": QUOTE}]}]
    return task


def card_v1(url: str, binding: str = "JSONRPC", **members: Json) -> Json:
    interface = {"url": url, "protocolBinding": binding, "protocolVersion": "1.0"}
    return {"name": "Vendor", "supportedInterfaces": [interface], **members}
