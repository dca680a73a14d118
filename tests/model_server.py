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


@dataclass(frozen=True)
class Wants:
    """The answer of a model that wants tools run: pairs of a name and its arguments as text."""

    calls: tuple[tuple[str, str], ...]
    text: str = ""


@dataclass
class ModelServer:
    """``answer`` makes each answer of the request: a text, what is wanted, or a whole response.

    Both of OpenAI's interfaces are served.
    """

    answer: Callable[[Request], "str | Wants | web.StreamResponse"] = lambda _: "Hello."
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
        app.router.add_post("/v1/responses", self._complete)
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
        if isinstance(answer, web.StreamResponse):
            return answer
        wants = Wants((), answer) if isinstance(answer, str) else answer
        is_responses = request.path.endswith("/responses")
        if self.requests[-1].get("stream"):
            events = response_events(wants) if is_responses else chunks(wants)
            return await stream(request, events)
        return response(wants) if is_responses else chat_completion(wants)


async def stream(request: web.Request, events: list[dict[str, Any]]) -> web.StreamResponse:
    """The events as a stream of server-sent ones."""
    streamed = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await streamed.prepare(request)
    for event in events:
        await streamed.write(f"data: {json.dumps(event)}\n\n".encode())
    await streamed.write(b"data: [DONE]\n\n")
    return streamed


def chunks(said: Wants) -> list[dict[str, Any]]:
    """An answer of Chat Completions in pieces of three letters, its calls in two each."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": said.text[i : i + 3]} for i in range(0, len(said.text), 3)]
    for index, (name, given) in enumerate(said.calls):
        for function in ({"name": name, "arguments": given[:4]}, {"arguments": given[4:]}):
            deltas.append(
                {"tool_calls": [{"index": index, "type": "function", "function": function}]}
            )
    whole: dict[str, Any] = {
        "id": "c-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
    }
    told = [{**whole, "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    return [*told, {**whole, "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}}]


def response_events(said: Wants) -> list[dict[str, Any]]:
    """The same in the events of Responses."""
    place = {"output_index": 1, "content_index": 0, "item_id": "m-1", "logprobs": []}
    deltas = [said.text[i : i + 3] for i in range(0, len(said.text), 3)]
    whole = json.loads(response(said).text or "")
    return [
        *({"type": "response.output_text.delta", "delta": delta, **place} for delta in deltas),
        {"type": "response.completed", "response": whole},
    ]


def completion(text: str) -> web.Response:
    """A whole answer with this text."""
    return chat_completion(Wants((), text))


def chat_completion(said: Wants) -> web.Response:
    message: dict[str, Any] = {"role": "assistant", "content": said.text or None}
    if said.calls:
        message["tool_calls"] = [
            {"id": f"t-{i}", "type": "function", "function": {"name": name, "arguments": given}}
            for i, (name, given) in enumerate(said.calls)
        ]
    return web.json_response(
        {
            "id": "c-1",
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
        }
    )


def response(said: Wants) -> web.Response:
    """The same in the shape of Responses."""
    output: list[dict[str, Any]] = [{"type": "reasoning", "id": "rs-1", "summary": []}]
    if said.text:
        part = {"type": "output_text", "text": said.text, "annotations": []}
        output.append({"type": "message", "id": "m-1", "role": "assistant", "content": [part]})
    output += [
        {"type": "function_call", "call_id": f"t-{i}", "name": name, "arguments": given}
        for i, (name, given) in enumerate(said.calls)
    ]
    usage = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    return web.json_response({"id": "r-1", "object": "response", "output": output, "usage": usage})


def refusal(status: int, message: str = "no", **detail: str) -> web.Response:
    return web.json_response({"error": {"message": message, **detail}}, status=status)


def echo(request: Request) -> str:
    """The answer of a model that repeats its whole prompt."""
    return json.dumps(request, ensure_ascii=False)
