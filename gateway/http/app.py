"""The aiohttp application: endpoints to routes, each with its audience mark."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from gateway.core.errors import ConfigError
from gateway.http.endpoint import SERVICES, Endpoint
from gateway.http.middleware import make_edge
from gateway.http.middleware.expect import put_off
from gateway.http.operator.followers import FOLLOWERS, Followers
from gateway.http.routes import ENDPOINTS
from gateway.http.stream import OPEN_STREAMS, OpenStreams
from gateway.http.turns import TURNS, Turns
from gateway.wiring import Services

# So many can have all that may wait to be read; no fewer, so that none has it alone.
_PEERS: Final = 4


def make_app(services: Services, endpoints: Iterable[Endpoint] = ENDPOINTS) -> web.Application:
    """Raise ConfigError when a route has no audience mark: it would let everyone in."""
    marks: dict[web.AbstractRoute, Endpoint] = {}
    app = web.Application(
        middlewares=[make_edge(services, marks)],
        # The body has its own limit, which answers in the caller's dialect.
        client_max_size=0,
    )
    app[SERVICES] = services
    limits = services.live.settings.limits
    app[TURNS] = Turns(limits.unread_bytes // _PEERS, limits.unread_seconds)
    app[OPEN_STREAMS] = OpenStreams()
    app[FOLLOWERS] = Followers()
    app.on_shutdown.append(_end_streams)
    for endpoint in endpoints:
        for path in _with_and_without_slash(endpoint.paths):
            for method in endpoint.methods:
                route = app.router.add_route(method, path, endpoint.handler, expect_handler=put_off)
                marks[route] = endpoint
    check_marks(app, marks)
    return app


def check_marks(app: web.Application, marks: dict[web.AbstractRoute, Endpoint]) -> None:
    for route in app.router.routes():
        if route not in marks:
            raise ConfigError(f"the route {route!r} has no audience mark")


async def _end_streams(app: web.Application) -> None:
    app[OPEN_STREAMS].end()


def _with_and_without_slash(paths: Iterable[str]) -> Iterable[str]:
    for path in paths:
        yield path
        if not path.endswith("/"):
            yield path + "/"
