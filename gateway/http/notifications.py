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
from gateway.http.respond import json_response
from gateway.outbox.news import NOTIFICATIONS_PATH
from gateway.outbox.push import NOTIFICATION_TOKEN

NOTIFICATION_PATHS: Final = (NOTIFICATIONS_PATH + "/{id}",)
_WEBHOOK_ID: Final = "webhook-id"
_BEARER: Final = "bearer "


async def notify(request: web.Request) -> web.Response:
    """A StreamResponse of 1.0, or a task as the older versions push it; 204 when it is durable."""
    services = request.app[SERVICES]
    told = services.outbox.told
    try:
        admission = await told.admit(request.match_info["id"], _secrets(request))
        wire = await read_json(request, services.live.settings.limits)
        await told.take(admission, wire, request.headers.get(_WEBHOOK_ID, ""))
    except TaskNotFound:
        return json_response({"error": "not found"}, 404)
    return web.Response(status=204)


def _secrets(request: web.Request) -> Iterator[str]:
    """The secret as A2A has it brought, and as a bearer."""
    yield request.headers.get(NOTIFICATION_TOKEN, "")
    credential = request.headers.get("Authorization", "")
    if credential.lower().startswith(_BEARER):
        yield credential[len(_BEARER) :]
