"""Look for an agent, keep what is found of a peer, have a peer look at us.

Apart from Flowwink's endpoint of the same name, whose statuses its users know: here an outcome is
written as that of any other call.
"""

from aiohttp import web

from gateway.core.json import JsonObject
from gateway.dialects.lenient.fields import (
    read_flag,
    read_object,
    read_required_name,
    read_text,
    wrong,
)
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import get_peer, read_body_object
from gateway.http.respond import json_response
from gateway.outbox import write_outcome
from gateway.peers import Probe, write_probe
from gateway.wiring import Services


async def discover(request: web.Request) -> web.Response:
    """``{action, url, plain_http?}`` for ``probe``; ``{action, peer, arguments?}`` for the others.

    ``probe`` and ``discover`` answer with the card in short, ``audit`` and ``test`` with the
    Outcome of the call; all of them 200 whatever came of it.
    """
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    action = read_required_name(wire, "action")
    if action == "probe":
        return json_response(write_probe(await _probe(services, wire)))
    if action not in ("discover", "audit", "test"):
        raise wrong("action", "must be probe, discover, audit or test")
    peer = get_peer(services, read_required_name(wire, "peer"))
    if action == "discover":
        return json_response(write_probe(await services.discoverer.discover(peer)))
    check = services.discoverer.audit if action == "audit" else services.discoverer.test
    arguments = read_object(wire.get("arguments"), "arguments")
    return json_response(write_outcome(await check(peer, arguments)))


async def _probe(services: Services, wire: JsonObject) -> Probe:
    url = read_text(wire, "url")
    if not url:
        raise wrong("url", "is required")
    plain_http = read_flag(wire, "plain_http") is True
    return await services.discoverer.probe(url, plain_http=plain_http)
