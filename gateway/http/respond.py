"""Responses: every body of the edge is made here, with the headers that each must have."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from gateway.core.json import Json, encode
from gateway.dialects.base import WireResponse

COMMON_HEADERS: Final = {"Server": "peergate", "X-Content-Type-Options": "nosniff"}


def json_response(
    body: Json, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return bytes_response(encode(body), status, headers=headers)


def wire_response(wire: WireResponse) -> web.Response:
    body = b"" if wire.body is None else encode(wire.body)
    return bytes_response(body, wire.status, wire.media_type, wire.headers)


def bytes_response(
    body: bytes,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    return web.Response(
        body=body,
        status=status,
        headers={
            "Content-Type": media_type,
            **COMMON_HEADERS,
            **(headers or {}),
        },
    )
