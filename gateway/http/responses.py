"""OpenAI's Responses API for peers: made, looked at, cancelled, in its own words and errors.

Apart from the ingest because its paths say what language it is. Inside, a response is a call like
any other: one turn of a task, under every policy, with its audit row.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from aiohttp import web
from msgspec.structs import replace

from gateway.core.call import (
    CancelTask,
    GetTask,
    MessageReply,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskReply,
)
from gateway.core.errors import (
    GatewayError,
    TaskNotCancelable,
    TaskNotFound,
    UnsupportedOperation,
)
from gateway.core.task import INTERRUPTED, Task
from gateway.dialects.base import WireRequest, WireResponse
from gateway.dialects.responses import NAME, PATH
from gateway.dialects.responses.answer import as_task, write_response
from gateway.dialects.responses.asked import CREATED_AT, KEY, find_asked, read_asked, with_asked
from gateway.dialects.responses.dialect import RESPONSES
from gateway.dialects.responses.error import ResponseNotFound, write_error
from gateway.dialects.responses.frames import Frame
from gateway.dialects.responses.narrate import Narrator
from gateway.dialects.responses.output import outputs_of
from gateway.dialects.responses.request import CANCEL, ONE, read_call
from gateway.dialects.responses.turn import as_response, newest_turn, read_response_id, said_in
from gateway.http.body import read_json
from gateway.http.endpoint import CALLER, REQUEST_ID, SERVICES
from gateway.http.extensions import check_extensions
from gateway.http.middleware.errors import as_gateway_error, retry_headers
from gateway.http.respond import wire_response
from gateway.http.retell import retell, whole_stream
from gateway.inbox.arrival import Arrival
from gateway.inbox.stream import Stream

RESPONSES_PATHS: Final = (PATH,)
RESPONSE_PATHS: Final = (ONE,)
CANCEL_PATHS: Final = (CANCEL,)
_PREVIOUS: Final = "previous_response_id"

_Answer: TypeAlias = WireResponse | tuple[Narrator, Stream] | list[Frame]


async def create_response(request: web.Request) -> web.StreamResponse:
    """A turn of a new task, or of the one that waits for it; told as a stream where asked for."""
    wire = _wire(request)
    limits = request.app[SERVICES].live.settings.limits
    try:
        wire = replace(wire, body=await read_json(request, limits))
    except GatewayError as refusal:
        return _refuse(wire, refusal)
    return await _answer(request, wire, _create)


async def get_response(request: web.Request) -> web.StreamResponse:
    """A response of the caller's own, as it is now; told as a stream where asked for."""
    return await _answer(request, _wire(request), _get)


async def cancel_response(request: web.Request) -> web.StreamResponse:
    """The response whose task is ended."""
    return await _answer(request, _wire(request), _cancel)


async def _answer(
    request: web.Request,
    wire: WireRequest,
    handle: Callable[[web.Request, WireRequest], Awaitable[_Answer]],
) -> web.StreamResponse:
    try:
        answered = await handle(request, wire)
    except Exception as error:
        known = as_gateway_error(error, request.app[SERVICES].log, request[REQUEST_ID])
        return _refuse(wire, known)
    if isinstance(answered, tuple):
        return await retell(request, wire, *answered)
    if isinstance(answered, list):
        return whole_stream(answered)
    return wire_response(answered)


async def _create(request: web.Request, wire: WireRequest) -> _Answer:
    services, caller = request.app[SERVICES], request[CALLER]
    arrival = replace(_arrival(request), body=wire.body, size=request.content.total_bytes)
    call = read_call(wire)
    check_extensions(request, services.live.settings.agent)
    send = call.send if isinstance(call, SendStreamingMessage) else call
    assert isinstance(send, SendMessage)
    asked = {**read_asked(wire.body), CREATED_AT: arrival.at // 1000, KEY: send.idempotency_key}
    send = with_asked(await _go_on(request, send), asked)
    if isinstance(call, SendStreamingMessage):
        stream = await services.inbox.stream(caller, SendStreamingMessage(send), arrival)
        return Narrator(asked, arrival.at), stream
    reply = await services.inbox.handle(caller, send, arrival)
    if isinstance(reply, MessageReply):
        task = as_task(reply.message, arrival.at)
        # It is no task, so nobody can come back to it.
        return _write(task, {**asked, "store": False})
    assert isinstance(reply, TaskReply)
    return _write_turn(reply.task, newest_turn(reply.task))


async def _get(request: web.Request, wire: WireRequest) -> _Answer:
    call = read_call(wire)
    if isinstance(call, SubscribeToTask):
        return await _follow(request, call.task_id)
    assert isinstance(call, GetTask)
    return _write_turn(*await _find_own(request, call.task_id))


async def _follow(request: web.Request, response_id: str) -> _Answer:
    """What has been told of it, and what follows; a response that is settled is told at once."""
    services, caller, arrival = request.app[SERVICES], request[CALLER], _arrival(request)
    task, turn = await _find_own(request, response_id)
    narrator = Narrator(find_asked(said_in(task, turn)), arrival.at)
    if not as_response(task, turn).is_settled:
        try:
            stream = await services.inbox.stream(caller, SubscribeToTask(task.id), arrival)
        except UnsupportedOperation:
            # It may have ended this moment.
            task, turn = await _find_own(request, response_id)
            if not task.is_settled:
                raise
        else:
            return narrator, stream
    return narrator.tell_whole(as_response(task, turn))


async def _cancel(request: web.Request, wire: WireRequest) -> _Answer:
    call = read_call(wire)
    assert isinstance(call, CancelTask)
    task, turn = await _find_own(request, call.task_id)
    if turn != newest_turn(task):
        raise TaskNotCancelable("it was answered")
    services, caller = request.app[SERVICES], request[CALLER]
    reply = await services.inbox.handle(caller, CancelTask(task.id), _arrival(request))
    assert isinstance(reply, TaskReply)
    return _write_turn(reply.task, turn)


async def _go_on(request: web.Request, send: SendMessage) -> SendMessage:
    """The call in the context of the response before, and in its task where that waits for it."""
    message = send.message
    if not message.task_id:
        return send
    task, turn = await _find_own(request, message.task_id, _PREVIOUS)
    waits = task.state in INTERRUPTED and turn == newest_turn(task)
    # What comes again was the next turn already, though the task waits no more.
    next_key = find_asked(said_in(task, turn + 1)).get(KEY)
    goes_on = waits or bool(send.idempotency_key and send.idempotency_key == next_key)
    message = replace(message, task_id=task.id if goes_on else "", context_id=task.context_id)
    return replace(send, message=message)


async def _find_own(
    request: web.Request, response_id: str, param: str | None = None
) -> tuple[Task, int]:
    """The task of a response and its turn; raise ResponseNotFound for what is not the caller's."""
    found = read_response_id(response_id)
    try:
        if found is None:
            raise TaskNotFound
        inbox, caller = request.app[SERVICES].inbox, request[CALLER]
        reply = await inbox.handle(caller, GetTask(found[0]), _arrival(request))
    except TaskNotFound:
        raise ResponseNotFound(response_id, param) from None
    assert isinstance(reply, TaskReply)
    said = said_in(reply.task, found[1])
    if reply.made_in != NAME or said is None or find_asked(said).get("store") is False:
        raise ResponseNotFound(response_id, param)
    return reply.task, found[1]


def _write_turn(task: Task, turn: int) -> WireResponse:
    return _write(as_response(task, turn), find_asked(said_in(task, turn)))


def _write(task: Task, asked: Any) -> WireResponse:
    return WireResponse(200, write_response(task, asked, outputs_of(task)))


def _wire(request: web.Request) -> WireRequest:
    path = request.rel_url.raw_path.removesuffix("/")
    return WireRequest(request.method, path, headers=request.headers, query=request.query)


def _arrival(request: web.Request) -> Arrival:
    now = request.app[SERVICES].clock.now()
    return Arrival(request[REQUEST_ID], NAME, now, carries_messages=RESPONSES.carries_messages)


def _refuse(wire: WireRequest, error: GatewayError) -> web.Response:
    return wire_response(write_error(wire, error), retry_headers(error))
