"""The ingest: bytes to a call in whatever dialect it came, and its reply back in the same."""

from typing import Final

from aiohttp import web

from gateway.core.errors import ContentTypeNotSupported, ParseError
from gateway.core.json import Json
from gateway.dialects import DIALECTS, detect
from gateway.dialects.base import EMPTY, Flavour, WireRequest
from gateway.http.answer import answer, refuse
from gateway.http.body import read_json
from gateway.http.endpoint import CALLER, SERVICES

# What a row says of its calls counts where JSON-RPC can be written so, else what the path says.
_FLAVOURS: Final = frozenset(dialect.name for dialect in DIALECTS if dialect.methods)
_EVENT_STREAM: Final = "text/event-stream"


async def ingest(
    request: web.Request, dialect: str = "auto", *, plain_streams: bool = False
) -> web.StreamResponse:
    """One call in any JSON dialect; ``dialect`` is what the path says of it."""
    services, peer = request.app[SERVICES], request[CALLER].peer
    flavour = Flavour(
        dialect=peer.dialect if peer.dialect in _FLAVOURS else dialect,
        envelope=peer.compat_envelope,
        plain_streams=plain_streams,
    )
    try:
        body = await read_json(request, services.live.settings.limits)
    except (ContentTypeNotSupported, ParseError) as refusal:
        wire = _wire(request, None, flavour)
        return refuse(detect(wire), wire, refusal)
    wire = _wire(request, body, flavour)
    return await answer(request, services, detect(wire), wire)


async def ingest_flowwink(request: web.Request) -> web.StreamResponse:
    """The same on Flowwink's own paths, where a caller expects its flavour.

    Its server never streamed, so who asks for a stream there is answered in one piece.
    """
    takes_streams = _EVENT_STREAM in request.headers.get("Accept", "")
    return await ingest(request, "flowwink", plain_streams=not takes_streams)


def _wire(request: web.Request, body: Json, flavour: Flavour) -> WireRequest:
    query = request.query if request.query_string else EMPTY
    return WireRequest(request.method, "", body, request.headers, query, flavour)
