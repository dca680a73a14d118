"""CORS for what browsers at a partner may call: card, ingest and chat (PROTOCOL: Flowwink)."""

from typing import Final

from aiohttp import web

from gateway.http.respond import bytes_response

_ALLOWED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": (
        "authorization, x-api-key, x-client-info, apikey, content-type, a2a-version, "
        "a2a-extensions, idempotency-key"
    ),
    "Access-Control-Max-Age": "600",
}


async def preflight(_request: web.Request) -> web.Response:
    return bytes_response(b"", media_type="text/plain", headers=_ALLOWED)
