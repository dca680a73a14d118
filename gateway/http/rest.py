"""HTTP+JSON below ``/a2a``: what is asked for is in the path, and refusals have HTTP's own status.

One route takes every path that may be one of A2A's, and the dialects find the operation in it: a
route for each would cost all other requests a look at every one of them.
"""

from typing import Final

from aiohttp import web
from msgspec.structs import replace

from gateway.config import LimitSettings
from gateway.core.errors import GatewayError
from gateway.core.json import Json, decode
from gateway.dialects import detect
from gateway.dialects.base import EMPTY, WireRequest
from gateway.dialects.media import TYPES, is_bodiless
from gateway.http.answer import answer, refuse
from gateway.http.body import MediaTypeNotSupported, read_body
from gateway.http.endpoint import SERVICES

INTERFACE: Final = "/a2a"
# With a tenant in front, or the /v1 of 0.3, or both.
REST_PATHS: Final = (
    INTERFACE + "/{path:(?:[^/]+/){0,2}(?:message:[^/]+|tasks(?:/.+)?|extendedAgentCard|card)}",
)


async def rest(request: web.Request) -> web.StreamResponse:
    """One call of either version; its language is known before a byte of its body is read."""
    wire = WireRequest(
        method=request.method,
        # As it came: a percent-encoded slash or colon is a part of an id.
        path=request.rel_url.raw_path.removeprefix(INTERFACE).removesuffix("/"),
        headers=request.headers,
        query=request.query if request.query_string else EMPTY,
    )
    dialect, services = detect(wire), request.app[SERVICES]
    try:
        body = await _read_body(request, services.live.settings.limits)
    except GatewayError as refusal:
        return refuse(dialect, wire, refusal)
    return await answer(request, services, dialect, replace(wire, body=body))


async def _read_body(request: web.Request, limits: LimitSettings) -> Json:
    """The body as JSON, None where there is none or it would mean nothing."""
    if is_bodiless(request.method) or not request.can_read_body:
        return None
    if request.content_type not in TYPES:
        raise MediaTypeNotSupported(f"send {TYPES[0]}")
    data = await read_body(request, limits)
    return decode(data, max_depth=limits.json_depth) if data else None
