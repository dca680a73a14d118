"""Where peers push to us what becomes of their tasks: ``/a2a/notifications/{id}``.

The address is of one task, and its secret is looked at before a byte of the body is read. Whatever
is not there, not theirs or not any more is answered alike.
"""

from collections.abc import Iterator
from typing import Final

from aiohttp import web

from gateway.core.errors import TaskNotFound
from gateway.http.body import read_json
from gateway.http.endpoint import SERVICES
from gateway.http.middleware.authenticate import count_failure
from gateway.http.respond import json_response
from gateway.outbox.news import NOTIFICATIONS_PATH
from gateway.outbox.news.told import Admission
from gateway.outbox.push import NOTIFICATION_TOKEN

NOTIFICATION_PATHS: Final = (NOTIFICATIONS_PATH + "/{id}",)
_WEBHOOK_ID: Final = "webhook-id"
_BEARER: Final = "bearer "


async def notify(request: web.Request) -> web.Response:
    """A StreamResponse of 1.0, or a task as the older versions push it; 204 when it is durable."""
    services = request.app[SERVICES]
    try:
        admission = await _admit(request)
        wire = await read_json(request, services.live.settings.limits)
        await services.outbox.told.take(admission, wire, request.headers.get(_WEBHOOK_ID, ""))
    except TaskNotFound:
        return json_response({"error": "not found"}, 404)
    return web.Response(status=204)


async def _admit(request: web.Request) -> Admission:
    """Raise TaskNotFound, or RateLimited for an address that failed too often (SECURITY A7)."""
    services = request.app[SERVICES]
    try:
        return await services.outbox.told.admit(request.match_info["id"], _secrets(request))
    except TaskNotFound:
        count_failure(request, services)
        raise


def _secrets(request: web.Request) -> Iterator[str]:
    """The secret as A2A has it brought, and as a bearer."""
    yield request.headers.get(NOTIFICATION_TOKEN, "")
    credential = request.headers.get("Authorization", "")
    if credential.lower().startswith(_BEARER):
        yield credential[len(_BEARER) :]
