"""The ingest: bytes to a call in whatever dialect it came, and its reply back in the same."""

from dataclasses import replace
from typing import Final

from aiohttp import web

from gateway.core.call import SendStreamingMessage, SubscribeToTask
from gateway.core.errors import (
    ContentTypeNotSupported,
    GatewayError,
    ParseError,
    Unavailable,
    UnsupportedOperation,
)
from gateway.dialects import DIALECTS, detect
from gateway.dialects.base import EMPTY, Dialect, Flavour, WireRequest, WireResponse
from gateway.http.body import read_json
from gateway.http.endpoint import CALLER, REQUEST_ID, SERVICES
from gateway.http.extensions import activated, check_extensions
from gateway.http.middleware.errors import answer_or_write_error, retry_headers
from gateway.http.respond import wire_response
from gateway.inbox.arrival import Arrival

# What a row says of its calls counts where JSON-RPC can be written so, else what the path says.
_FLAVOURS: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.methods)
_EVENT_STREAM: Final = "text/event-stream"


async def ingest(request: web.Request) -> web.Response:
    """One call in any JSON dialect."""
    return await _ingest(request)


async def ingest_flowwink(request: web.Request) -> web.Response:
    """The same on Flowwink's own paths, where a caller expects its flavour.

    Its server never streamed, so who asks for a stream there is answered in one piece.
    """
    takes_streams = _EVENT_STREAM in request.headers.get("Accept", "")
    return await _ingest(request, "flowwink", plain_streams=not takes_streams)


async def _ingest(
    request: web.Request, dialect: str = "auto", *, plain_streams: bool = False
) -> web.Response:
    services = request.app[SERVICES]
    peer = request[CALLER].peer
    wire = WireRequest(
        method=request.method,
        path="",
        headers=request.headers,
        query=request.query if request.query_string else EMPTY,
        flavour=Flavour(
            dialect=peer.dialect if peer.dialect in _FLAVOURS else dialect,
            envelope=peer.compat_envelope,
            plain_streams=plain_streams,
        ),
    )
    try:
        body = await read_json(request, services.live.settings.limits)
    except (ContentTypeNotSupported, ParseError) as refusal:
        return wire_response(detect(wire).write_error(wire, refusal))
    wire = replace(wire, body=body)
    language = detect(wire)
    response, error = await answer_or_write_error(
        _answer(request, language, wire),
        lambda error: language.write_error(wire, error),
        services.log,
        request[REQUEST_ID],
    )
    if error is not None:
        response = _with_http_status(response, error)
    if told := activated(request, services.live.settings.agent):
        response = replace(response, headers={**response.headers, **told})
    return wire_response(response)


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
    return dialect.write_reply(wire, call, reply)


def _with_http_status(response: WireResponse, error: GatewayError) -> WireResponse:
    # What passes by itself is told to HTTP too, for clients and proxies that can wait.
    if not error.retriable:
        return response
    status = error.http_status if isinstance(error, Unavailable) else response.status
    return replace(response, status=status, headers={**response.headers, **retry_headers(error)})
