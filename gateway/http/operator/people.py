"""Who asks, and whose names the operator's decisions are kept under."""

from aiohttp import web

from gateway.core.person import is_person
from gateway.http.endpoint import ACTOR, SERVICES
from gateway.http.operator.page import read_query
from gateway.http.respond import json_response


async def list_people(request: web.Request) -> web.Response:
    """``you`` is who asks; the ``people`` are those with a token of their own."""
    read_query(request)
    rows, actor = request.app[SERVICES].live.settings.operator.people, request[ACTOR]
    return json_response(
        {
            "you": {"name": actor, "is_person": is_person(actor)},
            "people": [{"name": row.name} for row in rows],
        }
    )
