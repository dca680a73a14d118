"""What every endpoint reads from which the operator calls a peer: its JSON body, whom, and what."""

from aiohttp import web

from gateway.core.errors import PeerNotFound
from gateway.core.json import JsonObject
from gateway.core.names import say_names
from gateway.core.peer import Peer
from gateway.dialects.lenient.fields import read_name, read_object, read_text, wrong
from gateway.dialects.lenient.message import find_response_schema
from gateway.http.body import read_json
from gateway.http.endpoint import SERVICES
from gateway.outbox import Ask
from gateway.wiring import Services


async def read_body_object(request: web.Request) -> JsonObject:
    """The body as an object; raise what ``read_json`` does, and InvalidParams."""
    limits = request.app[SERVICES].live.settings.limits
    return read_object(await read_json(request, limits), "the body")


async def read_members(request: web.Request, *members: str, hint: str = "") -> JsonObject:
    """The body, an object with no other members, which may be left out; raise as above.

    A misspelt member must not be passed over: what it would have changed cannot be taken back.
    ``hint`` is added to what is said of it.
    """
    wire = await read_body_object(request) if request.can_read_body else {}
    for member in wire:
        if member not in members:
            raise wrong(member, f"is not known here; there is {', '.join(members)}{hint}")
    return wire


def read_peer(services: Services, wire: JsonObject) -> Peer:
    """The active peer that ``peer_name`` or ``peer_id`` names: here a peer's id is its name.

    Raise InvalidParams for no name or two, PeerNotFound with the names there are, PeerInactive.
    """
    name, same = read_name(wire, "peer_name"), read_name(wire, "peer_id")
    if not name and not same:
        raise wrong("peer_name", "is required: the name of the peer's row")
    if name and same and name != same:
        raise wrong("peer_id", "must be left out, or be the same as peer_name")
    return get_peer(services, name or same)


def get_peer(services: Services, name: str) -> Peer:
    """The active peer of that name; raise PeerInactive, or PeerNotFound saying which there are."""
    live = services.live
    if live.roster.find(name) is None:
        there = say_names(sorted(row.name for row in live.settings.peers), "none at all")
        raise PeerNotFound(f"no row is named {name!r}; there are {there}")
    return services.outbox.get_peer(name)


def read_ask(wire: JsonObject, text: str) -> Ask:
    """``{skill?, arguments?, responseSchema?, contextId?, taskId?}``, and what is said under the
    name of ``text``; raise InvalidParams that names the field.
    """
    ask = Ask(
        skill=read_name(wire, "skill"),
        arguments=read_object(wire.get("arguments"), "arguments"),
        text=read_text(wire, text),
        response_schema=find_response_schema(wire),
        context_id=read_name(wire, "contextId"),
        task_id=read_name(wire, "taskId"),
    )
    if not ask.skill and not ask.text:
        raise wrong("skill", f"is required: the peer's skill to call, or say something in {text}")
    if ask.arguments and not ask.skill:
        raise wrong("skill", "is required where there are arguments")
    return ask
