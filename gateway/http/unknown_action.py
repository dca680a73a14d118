"""What lies below Flowwink's path and is no action: 404 with the actions there are."""

from aiohttp import web

from gateway.http.respond import json_response


async def unknown_action(_request: web.Request) -> web.Response:
    hint = "POST to /functions/v1/a2a/ and one of chat, discover, ingest, outbound"
    return json_response({"error": "Unknown a2a action", "hint": hint}, 404)
