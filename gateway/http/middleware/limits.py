"""What can be refused from the head of a request alone."""

from aiohttp import web

from gateway.config import LimitSettings
from gateway.core.errors import (
    BodyTooLarge,
    EncodingNotSupported,
    HeadersTooLarge,
    InvalidRequest,
)


def check_request(request: web.Request, limits: LimitSettings) -> None:
    """Raise for headers or a declared body beyond the limits, and for a compressed body."""
    headers = request.headers
    size = 0
    for name, value in request.raw_headers:
        size += len(name) + len(value) + 4
    if size > limits.header_bytes:
        raise HeadersTooLarge(f"at most {limits.header_bytes} bytes in all")
    length = headers.get("Content-Length")
    if length is not None:
        if "Transfer-Encoding" in headers:
            raise InvalidRequest("send Content-Length or Transfer-Encoding, not both")
        if int(length) > limits.body_bytes:
            raise BodyTooLarge(f"at most {limits.body_bytes} bytes")
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EncodingNotSupported
