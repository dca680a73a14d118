"""A call that was read off the wire, on its way through the gateway and back in its own dialect."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from gateway.core.call import CardReply, SendStreamingMessage, SubscribeToTask
from gateway.core.errors import GatewayError, Unavailable
from gateway.dialects.base import EMPTY, Dialect, WireRequest
from gateway.http.endpoint import CALLER, REQUEST_ID
from gateway.http.events import Teller, stream_events
from gateway.http.extensions import activated, check_extensions
from gateway.http.middleware.errors import as_gateway_error, retry_headers
from gateway.http.respond import wire_response
from gateway.inbox.arrival import Arrival
from gateway.wiring import Services

_STREAMED: Final = (SendStreamingMessage, SubscribeToTask)
# A card differs by caller, so nobody between us may keep it.
_PRIVATE: Final = {"Cache-Control": "private, no-store"}


async def answer(
    request: web.Request, services: Services, dialect: Dialect, wire: WireRequest
) -> web.StreamResponse:
    """The response to a call on any binding; whatever goes wrong is said in its dialect."""
    agent, caller, request_id = services.live.settings.agent, request[CALLER], request[REQUEST_ID]
    told = activated(request, agent)
    try:
        now = services.clock.now()
        arrival = Arrival(
            request_id,
            dialect.name,
            now,
            dialect.carries_contexts,
            dialect.carries_messages,
            body=wire.body,
            size=request.content.total_bytes,
        )
        call = dialect.read_call(wire)
        check_extensions(request, agent)
        if not isinstance(call, _STREAMED):
            reply = await services.inbox.handle(caller, call, arrival)
            headers = {**told, **_PRIVATE} if isinstance(reply, CardReply) else told
            return wire_response(dialect.write_reply(wire, call, reply), headers)
        stream = await services.inbox.stream(caller, call, arrival)
    except Exception as error:
        known = as_gateway_error(error, services.log, request_id)
        return refuse(dialect, wire, known, told)
    return await stream_events(request, Teller(dialect, wire, call), stream, told)


def refuse(
    dialect: Dialect, wire: WireRequest, error: GatewayError, headers: Mapping[str, str] = EMPTY
) -> web.Response:
    """The response to what is no call, or is not answered."""
    response = wire_response(dialect.write_error(wire, error), headers)
    if error.retriable:
        # What passes by itself is told to HTTP too, for clients and proxies that can wait.
        response.headers.update(retry_headers(error))
        if isinstance(error, Unavailable):
            response.set_status(error.http_status)
    return response
