"""The id under which a request is found in the log and the audit log."""

import re
from typing import Final

from aiohttp import web

from gateway.core.clock import Clock

_ACCEPTED: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")


def read_request_id(request: web.Request, clock: Clock) -> str:
    """The caller's ``X-Request-Id`` when it is harmless in a log, else a new one."""
    given = request.headers.get("X-Request-Id")
    if given is not None and _ACCEPTED.fullmatch(given):
        return given
    return clock.new_id()
