"""The operator calls a peer, and waits for what comes of it or for its task alone."""

from aiohttp import web

from gateway.core.json import JsonObject
from gateway.dialects.lenient.fields import read_flag, read_name, read_object, read_text
from gateway.dialects.lenient.message import find_response_schema
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import get_peer, read_body_object
from gateway.http.respond import json_response
from gateway.outbox import Ask, write_outcome


async def call_peer(request: web.Request) -> web.Response:
    """``{skill?, arguments?, text?, wait?, response_schema?, context_id?, task_id?}`` → Outcome.

    The answer is 200 whatever came of the call: ``kind`` says it. Without ``wait`` a peer that
    takes its time answers with a task at work.
    """
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    peer = get_peer(services, request.match_info["name"])
    outcome = await services.outbox.ask(
        peer,
        _read_ask(wire),
        seconds=services.live.settings.limits.call_seconds,
        wait=read_flag(wire, "wait") is not False,
    )
    return json_response(write_outcome(outcome))


def _read_ask(wire: JsonObject) -> Ask:
    return Ask(
        skill=read_name(wire, "skill"),
        arguments=read_object(wire.get("arguments"), "arguments"),
        text=read_text(wire, "text"),
        response_schema=find_response_schema(wire),
        context_id=read_name(wire, "contextId"),
        task_id=read_name(wire, "taskId"),
    )
