"""CORS: what a partner's page in a browser may call and read: card, A2A, chat and signals.

Apart from the handlers, so that a page may read each answer, a refusal too. A token still has to
come along, which no browser adds by itself (PROTOCOL: Flowwink).
"""

from typing import Final

from aiohttp import web

from gateway.http.respond import bytes_response

_ANY_ORIGIN: Final = {"Access-Control-Allow-Origin": "*"}
_MAY_CALL: Final = {
    **_ANY_ORIGIN,
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": (
        "authorization, x-api-key, x-client-info, apikey, content-type, a2a-version, "
        "a2a-extensions, x-a2a-extensions, idempotency-key, last-event-id, x-signal-token"
    ),
    "Access-Control-Max-Age": "600",
}
MAY_READ: Final = {
    **_ANY_ORIGIN,
    "Access-Control-Expose-Headers": (
        "a2a-extensions, x-a2a-extensions, peergate-task, retry-after, x-request-id"
    ),
}
"""The headers of each answer at an endpoint that is for browsers."""


async def preflight(_request: web.Request) -> web.Response:
    """What a browser asks before it calls."""
    return bytes_response(b"", media_type="text/plain", headers=_MAY_CALL)
