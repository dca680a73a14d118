"""A call that was read off the wire, on its way through the gateway and back in its own dialect."""

from dataclasses import replace

from aiohttp import web

from gateway.core.call import CardReply, SendStreamingMessage, SubscribeToTask
from gateway.core.errors import GatewayError, Unavailable, UnsupportedOperation
from gateway.dialects.base import Dialect, WireRequest, WireResponse
from gateway.http.endpoint import CALLER, REQUEST_ID, SERVICES
from gateway.http.extensions import activated, check_extensions
from gateway.http.middleware.errors import answer_or_write_error, retry_headers
from gateway.http.respond import wire_response
from gateway.inbox.arrival import Arrival


async def answer(request: web.Request, dialect: Dialect, wire: WireRequest) -> web.Response:
    """The response to a call on any binding; whatever goes wrong is said in its dialect."""
    services = request.app[SERVICES]
    response, error = await answer_or_write_error(
        _answer(request, dialect, wire),
        lambda error: dialect.write_error(wire, error),
        services.log,
        request[REQUEST_ID],
    )
    if error is not None:
        response = _with_http_status(response, error)
    if told := activated(request, services.live.settings.agent):
        response = replace(response, headers={**response.headers, **told})
    return wire_response(response)


def refuse(dialect: Dialect, wire: WireRequest, error: GatewayError) -> web.Response:
    """The response to what cannot be read as a call."""
    return wire_response(_with_http_status(dialect.write_error(wire, error), error))


async def _answer(request: web.Request, dialect: Dialect, wire: WireRequest) -> WireResponse:
    services = request.app[SERVICES]
    arrival = Arrival(
        request_id=request[REQUEST_ID],
        dialect=dialect.name,
        at=services.clock.now(),
        carries_contexts=dialect.carries_contexts,
    )
    call = dialect.read_call(wire)
    check_extensions(request, services.live.settings.agent)
    if isinstance(call, SendStreamingMessage | SubscribeToTask):
        raise UnsupportedOperation("this agent does not stream")
    reply = await services.inbox.handle(request[CALLER], call, arrival)
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
