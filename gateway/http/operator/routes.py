"""The rules of where words go, and what becomes of a text by them."""

from typing import Any

from aiohttp import web

from gateway.auth.credentials import origin_text
from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart
from gateway.core.peer import Peer
from gateway.core.routing import Route, match_route
from gateway.dialects.lenient.fields import read_text, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_query
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.wiring import Services


async def list_routes(request: web.Request) -> web.Response:
    """In the order in which they are tried; ``default_skill`` answers where none holds."""
    read_query(request)
    services = request.app[SERVICES]
    return json_response(
        {
            "routes": [_write(services, route) for route in services.live.routes],
            "default_skill": services.live.settings.agent.default_skill,
        }
    )


async def try_route(request: web.Request) -> web.Response:
    """``{text, peer?}`` → which rule wins for it as a first message, and why. Nothing is run.

    ``may`` is whether the peer may have what it leads to, null where none is named.
    """
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    text, name = read_text(wire, "text"), read_text(wire, "peer")
    peer = services.live.roster.find(name) if name else Peer("")
    if peer is None:
        raise wrong("peer", "is the name of no row")
    message = Message("", Role.USER, (TextPart(text),))
    asked = services.signpost.read(peer, SendMessage(message))
    if asked.named:
        why = "the text names the skill"
    else:
        why = match_route(services.live.routes, text, peer.tags).why
    return json_response(
        {
            "route": None if asked.route is None else _write(services, asked.route),
            "why": why,
            "skill": asked.skill,
            "may": _may(services, peer, asked.skill) if name else None,
        }
    )


def _may(services: Services, peer: Peer, skill_name: str) -> bool:
    skill = services.skill_set.every.get(skill_name)
    return skill is not None and bool(services.live.offers(peer.name, [skill]))


def _write(services: Services, route: Route) -> dict[str, Any]:
    """``is_there`` is whether the skill is loaded, or the peer has a row; ``timeout`` is in
    seconds, null for what answers to say. Of the escalation the origin is shown: its path may be a
    secret.
    """
    peer = services.live.roster.find(route.peer) if route.peer else None
    return {
        "name": route.name,
        "keyword": route.keywords,
        "regex": route.pattern.text if route.pattern is not None else "",
        "tag": route.tag,
        "default": route.is_default,
        "skill": "" if route.peer else route.skill,
        "peer": route.peer,
        "is_there": peer is not None or route.skill in services.skill_set.offered,
        "timeout": route.timeout,
        "fallback": route.fallback,
        "answer": route.answer,
        "escalation": origin_text(route.escalation) if route.escalation else "",
    }
