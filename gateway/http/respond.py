"""Responses: every body of the edge is made here, with the headers that each must have."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from gateway.core.json import Json, encode
from gateway.dialects.base import EMPTY, WireResponse

COMMON_HEADERS: Final = {"Server": "peergate", "X-Content-Type-Options": "nosniff"}


def json_response(
    body: Json, status: int = 200, headers: Mapping[str, str] = EMPTY
) -> web.Response:
    return bytes_response(encode(body), status, headers=headers)


def wire_response(wire: WireResponse, headers: Mapping[str, str] = EMPTY) -> web.Response:
    """``headers`` are said beside the answer's own."""
    body = b"" if wire.body is None else encode(wire.body)
    response = bytes_response(body, wire.status, wire.media_type, wire.headers)
    if headers:
        response.headers.update(headers)
    return response


def bytes_response(
    body: bytes,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] = EMPTY,
) -> web.Response:
    response = web.Response(body=body, status=status, headers=_head(media_type))
    if headers:
        response.headers.update(headers)
    return response


@cache
def _head(media_type: str) -> CIMultiDict[str]:
    # Copied by each response, which is cheaper than to make it anew; we have few media types.
    return CIMultiDict({"Content-Type": media_type, **COMMON_HEADERS})
