"""What can be refused from the head of a request alone."""

from aiohttp import HttpVersion11, web

from gateway.config import LimitSettings
from gateway.core.errors import (
    EncodingNotSupported,
    HeadersTooLarge,
    InvalidRequest,
)
from gateway.http.body import check_size


def check_head(request: web.Request, limits: LimitSettings) -> None:
    """Raise for headers beyond the limits, and for what may end elsewhere than where we think."""
    headers = request.headers
    size = 0
    for name, value in request.raw_headers:
        size += len(name) + len(value) + 4
    if size > limits.header_bytes:
        raise HeadersTooLarge(f"at most {limits.header_bytes} bytes in all")
    transfer = headers.get("Transfer-Encoding")
    if transfer is not None:
        _check_transfer(transfer, request)
        if "Content-Length" in headers:
            raise InvalidRequest("send Content-Length or Transfer-Encoding, not both")


def check_body(request: web.Request, limits: LimitSettings) -> None:
    """Raise for a declared body beyond the limits, and for a compressed one."""
    headers = request.headers
    length = headers.get("Content-Length")
    if length is not None:
        check_size(int(length), limits)
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EncodingNotSupported


def _check_transfer(coding: str, request: web.Request) -> None:
    """Raise for what a proxy in front of us may read as another body (RFC 9112, section 6.1)."""
    if coding.lower() != "chunked" or request.version < HttpVersion11:
        # Where it ends is not certain, so nothing that comes after it is a request.
        request.protocol.close()
        raise InvalidRequest("the only Transfer-Encoding is chunked, in HTTP/1.1")
