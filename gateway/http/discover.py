"""Flowwink's discover endpoint: look for an agent, keep what is found, have it checked (section 9).

``{action: "probe", peer_url, plain_http?}``, ``{action: "discover", peer_name | peer_id}``, and
``{action: "audit" | "test", peer_name | peer_id, arguments?}``.
"""

from aiohttp import web

from gateway.core.json import JsonObject
from gateway.dialects.lenient.fields import read_flag, read_name, read_object, read_text, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator_call import read_body_object, read_peer
from gateway.http.outcome import outcome_response
from gateway.http.respond import json_response
from gateway.peers import AUDIT, TEST, Probe, write_probe
from gateway.wiring import Services


async def discover(request: web.Request) -> web.Response:
    """The card in short for a probe and a discovery, the peer's own answer for the others."""
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    match read_name(wire, "action"):
        case "probe":
            return json_response(write_probe(await _probe(services, wire)))
        case "discover":
            probe = await services.discoverer.discover(read_peer(services, wire))
            return json_response(write_probe(probe), 200 if probe.success else 502)
        case "audit":
            peer, arguments = read_peer(services, wire), _read_arguments(wire)
            return outcome_response(await services.discoverer.audit(peer, arguments), AUDIT)
        case "test":
            peer, arguments = read_peer(services, wire), _read_arguments(wire)
            return outcome_response(await services.discoverer.test(peer, arguments), TEST)
        case _:
            raise wrong("action", "must be probe, discover, audit or test")


async def _probe(services: Services, wire: JsonObject) -> Probe:
    url = read_text(wire, "peer_url")
    if not url:
        raise wrong("peer_url", "is required: where to look for an agent card")
    plain_http = read_flag(wire, "plain_http") is True
    return await services.discoverer.probe(url, plain_http=plain_http)


def _read_arguments(wire: JsonObject) -> JsonObject:
    return read_object(wire.get("arguments"), "arguments")
