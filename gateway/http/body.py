"""Read a request's body within its limits: bytes, time, and a least rate (SECURITY: P6, F2)."""

import asyncio
from typing import Final

from aiohttp import StreamReader, web
from aiohttp.client_exceptions import ClientPayloadError

from gateway.config import LimitSettings
from gateway.core.errors import (
    BodyTimeout,
    BodyTooLarge,
    ContentTypeNotSupported,
    InvalidRequest,
)
from gateway.core.json import Json, decode
from gateway.http.turns import holding, take_turn

GRACE_SECONDS: Final = 5


class MediaTypeNotSupported(ContentTypeNotSupported):
    """The body is of a media type that is not read here."""

    http_status = 415


async def read_json(request: web.Request, limits: LimitSettings) -> Json:
    """The body as JSON; raise MediaTypeNotSupported, ParseError, or what ``read_body`` does."""
    check_json(request)
    return decode(await read_body(request, limits), max_depth=limits.json_depth)


def check_json(request: web.Request) -> None:
    """Raise MediaTypeNotSupported for a body that is not called JSON."""
    if request.content_type != "application/json" and not request.content_type.endswith("+json"):
        raise MediaTypeNotSupported("send application/json")


async def read_body(request: web.Request, limits: LimitSettings) -> bytes:
    """The whole body, whose length, where it is declared, was found to be within the limit.

    Raise BodyTooLarge, BodyTimeout, or InvalidRequest when it was cut off.
    """
    content = request.content
    try:
        if content.is_eof():
            body = content.read_nowait()
            check_size(len(body), limits)
            return body
        with holding(request, request.content_length or limits.body_bytes):
            async with asyncio.timeout(limits.body_seconds):
                body = await _read_slowly(content, limits)
    except TimeoutError:
        raise BodyTimeout(f"it may take {limits.body_seconds:g} s") from None
    except (ClientPayloadError, ConnectionError, web.RequestPayloadError):
        raise InvalidRequest("the body was cut off or is wrongly framed") from None
    await take_turn(request)
    return body


def check_size(size: int, limits: LimitSettings) -> None:
    """Raise BodyTooLarge for a body of so many bytes, declared or read."""
    if size > limits.body_bytes:
        raise BodyTooLarge(f"at most {limits.body_bytes} bytes")


async def _read_slowly(content: StreamReader, limits: LimitSettings) -> bytes:
    loop = asyncio.get_running_loop()
    began = loop.time()
    data = bytearray()
    while chunk := await content.readany():
        data += chunk
        check_size(len(data), limits)
        seconds = loop.time() - began
        if seconds > GRACE_SECONDS and len(data) < seconds * limits.body_bytes_per_second:
            raise BodyTimeout(f"send at least {limits.body_bytes_per_second} bytes a second")
    return bytes(data)
