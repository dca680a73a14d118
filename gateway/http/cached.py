"""Public documents that anyone may keep for a while and ask for again (RFC 9110, section 13)."""

from email.utils import formatdate
from hashlib import sha256
from typing import Final

from aiohttp import web

from gateway.http.respond import bytes_response

MAX_AGE: Final = 300
"""Seconds."""


def cached_response(
    request: web.Request,
    body: bytes,
    *,
    media_type: str = "application/json",
    modified_at: int | None = None,
    vary: str = "",
) -> web.Response:
    """The document, or 304 for whoever has it; ``modified_at`` is in milliseconds."""
    etag = sha256(body).hexdigest()[:32]
    headers = {
        "ETag": f'"{etag}"',
        "Cache-Control": f"public, max-age={MAX_AGE}",
    }
    if modified_at is not None:
        headers["Last-Modified"] = formatdate(modified_at // 1000, usegmt=True)
    if vary:
        headers["Vary"] = vary
    if _is_known(request, etag, modified_at):
        return bytes_response(b"", 304, media_type, headers)
    return bytes_response(body, 200, media_type, headers)


def _is_known(request: web.Request, etag: str, modified_at: int | None) -> bool:
    # A tag says more than a time, which is looked at only where there is no tag.
    if request.if_none_match is not None:
        return any(tag.value in (etag, "*") for tag in request.if_none_match)
    since = request.if_modified_since
    if since is None or modified_at is None:
        return False
    return modified_at // 1000 <= since.timestamp()
