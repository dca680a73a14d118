"""Flowwink's outbound endpoint: the operator's own agents have a peer called (PROTOCOL section 9).

``{peer_name | peer_id, skill?, arguments?, message?, responseSchema?, contextId?, taskId?,
fire_and_forget?}``, one of ``skill`` and ``message`` at least.
"""

from aiohttp import web

from gateway.dialects.lenient.fields import read_flag
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import read_ask, read_body_object, read_peer
from gateway.http.outcome import ACTIVITY_HEADER, outcome_response
from gateway.http.respond import json_response


async def outbound(request: web.Request) -> web.Response:
    """The peer's answer; with ``fire_and_forget`` 202 and the audit row that will hold it."""
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    peer, ask = read_peer(services, wire), read_ask(wire, "message")
    if read_flag(wire, "fire_and_forget"):
        activity_id = await services.outbox.queue(peer, ask)
        body = {"status": "dispatched", "activity_id": activity_id}
        return json_response(body, 202, {ACTIVITY_HEADER: activity_id})
    seconds = services.outbox.seconds_of(peer)
    outcome = await services.outbox.ask(peer, ask, seconds=seconds, insists=True)
    return outcome_response(outcome, ask.skill)
