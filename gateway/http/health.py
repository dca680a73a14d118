"""Is it up (``/healthz``), and should it get traffic (``/readyz``)."""

from aiohttp import web

from gateway.core.errors import StoreError
from gateway.http.endpoint import SERVICES
from gateway.http.respond import json_response


async def healthz(_request: web.Request) -> web.Response:
    return json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    if services.live.is_stopping:
        return json_response({"status": "stopping"}, 503)
    try:
        await services.store.ping()
    except StoreError as error:
        return json_response({"status": "red", "store": error.message}, 503)
    return json_response({"status": "ready"})
