"""No route without an audience mark."""

import pytest
from aiohttp import web

from gateway.core.errors import ConfigError
from gateway.http.app import check_marks
from gateway.http.routes import ENDPOINTS


async def _handler(_request: web.Request) -> web.Response:
    return web.Response()


def test_a_route_without_a_mark_stops_the_start() -> None:
    app = web.Application()
    app.router.add_get("/open", _handler)
    with pytest.raises(ConfigError, match="/open"):
        check_marks(app, {})


def test_no_path_is_declared_twice_for_a_method() -> None:
    seen = [(method, path) for e in ENDPOINTS for method in e.methods for path in e.paths]
    assert len(seen) == len(set(seen))
