"""An OpenAI-compatible server whose answers a test writes, and which keeps what it was asked."""

import asyncio
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestServer

Request: TypeAlias = dict[str, Any]


@dataclass
class ModelServer:
    """``answer`` makes each answer of the request: a text, or a whole response."""

    answer: Callable[[Request], "str | web.StreamResponse"] = lambda _: "Hello."
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    base_url: str = ""
    hangs: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def prompt(self, index: int = -1) -> str:
        """Everything that the model was told in one request, as one text."""
        return json.dumps(self.requests[index], ensure_ascii=False)

    async def serve(self, tls: ssl.SSLContext | None = None) -> TestServer:
        """Start; the caller closes what is returned."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        server = TestServer(app, scheme="https" if tls else "http")
        await server.start_server(ssl=tls)
        self.base_url = str(server.make_url("/v1"))
        return server

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.requests.append(await request.json())
        self.asked.set()
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answer(self.requests[-1])
        return completion(answer) if isinstance(answer, str) else answer


def completion(text: str) -> web.Response:
    """A whole answer with this text."""
    return web.json_response(
        {
            "id": "c-1",
            "object": "chat.completion",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        }
    )


def refusal(status: int, message: str = "no", **detail: str) -> web.Response:
    return web.json_response({"error": {"message": message, **detail}}, status=status)


def echo(request: Request) -> str:
    """The answer of a model that repeats its whole prompt."""
    return json.dumps(request, ensure_ascii=False)
