"""Partners of every kind that sell by ``get_quote``: what each of their own wires answers.

They are scripted as their makers' code answers; those of the official SDKs are real servers beside
this file. What is quoted is what was asked for, and its price.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseCreatedEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
)
from pydantic import BaseModel

from gateway.core.choose import read_prefix
from gateway.core.json import Json, decode, encode
from tests.outbox.conftest import CANARY
from tests.outbox.scripted import Asked, Script, script, speaks

PRICE = {"unit_price_cents": 450}


def quoted(arguments: Mapping[str, Json]) -> dict[str, Json]:
    return {**arguments, **PRICE}


@asynccontextmanager
async def flowwink() -> AsyncIterator[Script]:
    """A site of Flowwink: its card below its own path, its ingest as published."""

    def ingest(asked: Asked) -> Json:
        sent = asked.headers.get("Authorization", "")
        if not sent.startswith("Bearer "):
            return 401, {"error": "Missing or invalid authorization header"}
        if sent != f"Bearer {CANARY}":
            return 403, {"error": "Invalid or inactive peer token"}
        body = asked.body
        if "jsonrpc" not in body:
            return (
                quoted(body["arguments"])
                if body.get("skill")
                else (400, {"error": 'Missing "skill" field'})
            )
        return speaks({"message/send": answer})(asked)

    def answer(params: Json) -> Json:
        text = "\n".join(part["text"] for part in params["message"]["parts"] if "text" in part)
        choice = read_prefix(text)
        if choice is None or choice.skill != "get_quote":
            said = {"role": "agent", "parts": [{"type": "text", "text": "Unknown skill"}]}
            return {"id": "t-1", "status": {"state": "failed", "message": said}}
        part = {"type": "text", "text": encode(quoted(choice.arguments)).decode()}
        return {"id": "t-1", "status": {"state": "completed"}, "artifacts": [{"parts": [part]}]}

    async with script() as site:
        site.answers = {
            "/functions/v1/agent-card": {
                "name": "Flowwink",
                "description": "A site.",
                "url": f"{site.url}/functions/v1/a2a/ingest",
                "protocolVersion": "0.3.0",
                "capabilities": {"streaming": True},
                "skills": [{"id": "get_quote", "name": "get_quote"}],
            },
            "/functions/v1/a2a/ingest": ingest,
        }
        yield site


@asynccontextmanager
async def moltflow() -> AsyncIterator[Script]:
    """An agent of MoltFlow: its abilities as words, its endpoint beside them."""

    def rpc(asked: Asked) -> Json:
        if asked.headers.get("X-API-Key") != CANARY:
            return 401, {"detail": "Invalid API key"}
        return speaks({"message.handle": handle})(asked)

    def handle(params: Json) -> Json:
        # Its handlers take three arguments, and fail without one.
        _, context = (params["customer_phone"], params["message"]), params["context"]
        if context.get("skill") != "get_quote":
            return {"status": "clarifying"}
        return quoted(context["arguments"])

    async with script() as agent:
        agent.answers = {
            "/.well-known/agent.json": {
                "name": "Sales Agent",
                "version": "1.0.0",
                "capabilities": ["message.handle", "quotes.get"],
                "authentication": {"type": "bearer", "endpoint": "/api/v2/a2a/auth"},
                "rpc_endpoint": "/api/v2/a2a/rpc",
            },
            "/api/v2/a2a/rpc": rpc,
        }
        yield agent


@asynccontextmanager
async def legacy() -> AsyncIterator[Script]:
    """An agent of the first days: a card without a version, ``tasks/send`` and text."""

    def send(params: Json) -> Json:
        data = next(part["data"] for part in params["message"]["parts"] if "data" in part)
        answer = encode(quoted(data["arguments"])).decode()
        return {
            "id": params["id"],
            "sessionId": params.get("sessionId", "s-1"),
            "status": {"state": "completed"},
            "artifacts": [{"parts": [{"type": "text", "text": answer}]}],
        }

    async with script() as agent:
        agent.answers = {
            "/.well-known/agent-card.json": {
                "name": "Writer",
                "description": "Writes.",
                "url": f"{agent.url}/a2a",
                "version": "1.0.0",
                "skills": [{"id": "get_quote", "name": "get_quote", "tags": []}],
            },
            "/a2a": speaks({"tasks/send": send}),
        }
        yield agent


@asynccontextmanager
async def models() -> AsyncIterator[Script]:
    """A server of models, in the shapes of the openai package; it has no card."""

    async def create(asked: Asked) -> Any:
        if asked.headers.get("Authorization") != f"Bearer {CANARY}":
            return 401, _error("Incorrect API key provided.", "invalid_api_key")
        if not isinstance(asked.body.get("input"), str):
            return 400, _error("Missing required parameter: 'input'.", None, "input")
        choice = read_prefix(asked.body["input"])
        if choice is None:
            text = f"You said {asked.body['input']}"
        else:
            text = encode(quoted(choice.arguments)).decode()
        if asked.body.get("stream"):
            assert asked.request is not None
            return await _stream(asked.request, text)
        return _dump(_response("completed", text))

    async with script() as server:
        server.answers = {"/v1/responses": create}
        yield server


async def _stream(request: web.Request, text: str) -> web.StreamResponse:
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await stream.prepare(request)
    events: list[BaseModel] = [
        ResponseCreatedEvent(
            type="response.created", sequence_number=0, response=_response("in_progress")
        ),
        *(
            ResponseTextDeltaEvent(
                type="response.output_text.delta",
                sequence_number=number,
                item_id="msg_1",
                output_index=0,
                content_index=0,
                delta=piece,
                logprobs=[],
            )
            for number, piece in enumerate(text.partition(" "), 1)
        ),
        ResponseCompletedEvent(
            type="response.completed", sequence_number=4, response=_response("completed", text)
        ),
    ]
    for event in events:
        data = encode(_dump(event)).decode()
        await stream.write(f"event: {_dump(event)['type']}\ndata: {data}\n\n".encode())
    await stream.write(b"data: [DONE]\n\n")
    await stream.write_eof()
    return stream


def _response(status: Any, text: str = "") -> Response:
    said = ResponseOutputText(type="output_text", text=text, annotations=[])
    message = ResponseOutputMessage(
        id="msg_1", type="message", role="assistant", status="completed", content=[said]
    )
    return Response(
        id="resp_1",
        object="response",
        created_at=1_776_670_980,
        status=status,
        model="openclaw",
        output=[message] if text else [],
        parallel_tool_calls=True,
        tool_choice="auto",
        tools=[],
    )


def _error(message: str, code: str | None, param: str | None = None) -> Json:
    kind = "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _dump(value: BaseModel) -> Json:
    return decode(value.model_dump_json().encode())
