"""The streams that an operator follows: so many are open at once, as of all else (SECURITY: P6)."""

from functools import wraps
from typing import Final

from aiohttp import web

from gateway.core.errors import RateLimited
from gateway.http.endpoint import SERVICES, Handler


class Followers:
    """How many of them one application has open."""

    def __init__(self) -> None:
        self.count = 0


FOLLOWERS: Final = web.AppKey("followers", Followers)


def follows(handler: Handler) -> Handler:
    """The handler of a stream, with a place for each; there it raises RateLimited."""

    @wraps(handler)
    async def follow(request: web.Request) -> web.StreamResponse:
        followers = request.app[FOLLOWERS]
        most = request.app[SERVICES].live.settings.limits.operator_streams
        if followers.count >= most:
            raise RateLimited(f"{most} streams of the operator's are open already")
        followers.count += 1
        try:
            return await handler(request)
        finally:
            followers.count -= 1

    return follow
