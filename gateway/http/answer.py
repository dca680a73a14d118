"""A call that was read off the wire, on its way through the gateway and back in its own dialect."""

from dataclasses import replace
from typing import NamedTuple

from aiohttp import web

from gateway.core.call import CardReply, SendStreamingMessage, StreamCall, SubscribeToTask
from gateway.core.errors import GatewayError, Unavailable
from gateway.dialects.base import Dialect, WireRequest, WireResponse
from gateway.http.endpoint import CALLER, REQUEST_ID, SERVICES
from gateway.http.events import Teller, stream_events
from gateway.http.extensions import activated, check_extensions
from gateway.http.middleware.errors import answer_or_write_error, retry_headers
from gateway.http.respond import wire_response
from gateway.inbox.arrival import Arrival
from gateway.inbox.stream import Stream


class _Opened(NamedTuple):
    call: StreamCall
    stream: Stream


async def answer(request: web.Request, dialect: Dialect, wire: WireRequest) -> web.StreamResponse:
    """The response to a call on any binding; whatever goes wrong is said in its dialect."""
    services = request.app[SERVICES]
    answered, error = await answer_or_write_error(
        _answer(request, dialect, wire),
        lambda error: dialect.write_error(wire, error),
        services.log,
        request[REQUEST_ID],
    )
    told = activated(request, services.live.settings.agent)
    if isinstance(answered, _Opened):
        call, stream = answered
        return await stream_events(request, Teller(dialect, wire, call), stream, told)
    if error is not None:
        answered = _with_http_status(answered, error)
    if told:
        answered = replace(answered, headers={**answered.headers, **told})
    return wire_response(answered)


def refuse(dialect: Dialect, wire: WireRequest, error: GatewayError) -> web.Response:
    """The response to what cannot be read as a call."""
    return wire_response(_with_http_status(dialect.write_error(wire, error), error))


async def _answer(
    request: web.Request, dialect: Dialect, wire: WireRequest
) -> WireResponse | _Opened:
    services, caller = request.app[SERVICES], request[CALLER]
    arrival = Arrival(
        request_id=request[REQUEST_ID],
        dialect=dialect.name,
        at=services.clock.now(),
        carries_contexts=dialect.carries_contexts,
    )
    call = dialect.read_call(wire)
    check_extensions(request, services.live.settings.agent)
    if isinstance(call, SendStreamingMessage | SubscribeToTask):
        return _Opened(call, await services.inbox.stream(caller, call, arrival))
    reply = await services.inbox.handle(caller, call, arrival)
    response = dialect.write_reply(wire, call, reply)
    if isinstance(reply, CardReply):
        # It differs by caller, so nobody between us may keep it.
        return replace(response, headers={**response.headers, "Cache-Control": "private, no-store"})
    return response


def _with_http_status(response: WireResponse, error: GatewayError) -> WireResponse:
    # What passes by itself is told to HTTP too, for clients and proxies that can wait.
    if not error.retriable:
        return response
    status = error.http_status if isinstance(error, Unavailable) else response.status
    return replace(response, status=status, headers={**response.headers, **retry_headers(error)})
