"""CORS: what a partner's page in a browser may call and read: card, ingest, chat and signals.

Apart from the handlers, so that a page may read each answer, a refusal too. A token still has to
come along, which no browser adds by itself (PROTOCOL: Flowwink).
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

from gateway.http.endpoint import Endpoint
from gateway.http.respond import bytes_response

_ANY_ORIGIN: Final = {"Access-Control-Allow-Origin": "*"}
_MAY_CALL: Final = {
    **_ANY_ORIGIN,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": (
        "authorization, x-api-key, x-client-info, apikey, content-type, a2a-version, "
        "a2a-extensions, idempotency-key, x-signal-token"
    ),
    "Access-Control-Max-Age": "600",
}
_MAY_READ: Final = {
    **_ANY_ORIGIN,
    "Access-Control-Expose-Headers": "a2a-extensions, peergate-task, retry-after, x-request-id",
}


async def preflight(_request: web.Request) -> web.Response:
    """What a browser asks before it calls."""
    return bytes_response(b"", media_type="text/plain", headers=_MAY_CALL)


def make_readable(
    endpoints: Mapping[web.AbstractRoute, Endpoint],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """To be called before the head of a response is sent."""

    async def allow(request: web.Request, response: web.StreamResponse) -> None:
        endpoint = endpoints.get(request.match_info.route)
        if endpoint is not None and endpoint.is_for_browsers:
            response.headers.update(_MAY_READ)

    return allow
