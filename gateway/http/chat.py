"""Flowwink's chat endpoint: ``{text, responseSchema?, contextId?}`` answered ``{result, task_id}``.

Apart from the ingest because nothing in the body says what language it is, only the path. Inside
it is a call like any other: the default skill answers it, as a task, under every policy.
"""

from typing import Any, Final

from aiohttp import web
from msgspec.structs import replace

from gateway.core.call import Call, MessageReply, Reply, SendMessage, TaskReply
from gateway.core.json import Json
from gateway.core.message import DataPart, Message, Part, Role, TextPart, text_of
from gateway.core.task import TaskState
from gateway.dialects.base import WireRequest
from gateway.dialects.headers import with_headers
from gateway.dialects.lenient.fields import read_name, read_object, read_text
from gateway.dialects.lenient.message import find_response_schema
from gateway.dialects.native.answer import write_reply
from gateway.dialects.result import find_data, result_parts
from gateway.http.body import read_json
from gateway.http.endpoint import CALLER, REQUEST_ID, SERVICES
from gateway.http.extensions import check_extensions
from gateway.http.respond import json_response
from gateway.inbox.arrival import Arrival

DIALECT: Final = "flowwink"


async def chat(request: web.Request) -> web.Response:
    """One message to the default skill; a declined contract is a result, a failure an error."""
    services = request.app[SERVICES]
    settings = services.live.settings
    arrival = Arrival(
        request_id=request[REQUEST_ID],
        dialect=DIALECT,
        at=services.clock.now(),
        carries_contexts=False,
    )
    check_extensions(request, settings.agent)
    body = await read_json(request, settings.limits)
    wire = WireRequest("POST", "", body, request.headers)
    call = with_headers(_read_call(body, settings.agent.default_skill), wire)
    arrival = replace(arrival, body=body, size=request.content.total_bytes)
    reply = await services.inbox.handle(request[CALLER], call, arrival)
    status, answer = _write_reply(call, reply)
    return json_response(answer, status)


def _read_call(body: Json, skill: str) -> SendMessage:
    """Raise InvalidParams. The data part keeps text that begins with ``skill:`` what it is."""
    wire = read_object(body, "the body")
    text = read_text(wire, "text")
    parts = (TextPart(text), DataPart({"skill": skill, "arguments": {"text": text}}))
    message = Message("", Role.USER, parts, read_name(wire, "contextId"))
    return SendMessage(message, find_response_schema(wire), message_id_is_given=False)


def _write_reply(call: Call, reply: Reply) -> tuple[int, Json]:
    if isinstance(reply, MessageReply):
        return 200, _write_result(reply.message.parts)
    if isinstance(reply, TaskReply) and reply.task.state is TaskState.COMPLETED:
        return 200, {**_write_result(result_parts(reply.task)), "task_id": reply.task.id}
    # All that is no result is told as to a native caller.
    wire = write_reply(WireRequest("POST", ""), call, reply)
    if not isinstance(reply, TaskReply):
        return wire.status, wire.body
    answer = wire.body if reply.task.state is TaskState.FAILED else {"result": wire.body}
    return wire.status, {**answer, "task_id": reply.task.id}


def _write_result(parts: tuple[Part, ...]) -> dict[str, Any]:
    """The text, with the data beside it; or the data, where there is no text."""
    text, data = text_of(parts), find_data(parts)
    if data is None:
        return {"result": text}
    return {"result": text, "data": data} if text else {"result": data}
