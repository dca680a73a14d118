"""What an operator decides of a deal: whose offer is taken, its end, and following up now."""

from typing import Final

from aiohttp import web

from gateway.core.clock import ms_from_iso
from gateway.core.json import JsonObject
from gateway.deals.award import Award
from gateway.deals.end import Archive, Close
from gateway.dialects.lenient.fields import read_flag, read_name, read_required_name
from gateway.http.endpoint import ACTOR, SERVICES
from gateway.http.operator.deal_view import write_decided
from gateway.http.operator_call import read_members
from gateway.http.respond import json_response

_MOST_LETTERS: Final = 4000


async def award_deal(request: web.Request) -> web.Response:
    """``{peer, offer_at?, note?, message?, tell_others?, anyway?}`` → the deal, its offer, and who
    is told.

    ``offer_at`` is the ``at`` of the offer that was looked at: nothing newer is taken then. 409 for
    another winner, and for what is no offer, saying why.
    """
    wire = await read_members(
        request, "peer", "offer_at", "note", "message", "tell_others", "anyway"
    )
    seen_at = read_name(wire, "offer_at")
    award = Award(
        read_required_name(wire, "peer"),
        request[ACTOR],
        note=_read_words(wire, "note"),
        message=_read_words(wire, "message"),
        tell_others=read_flag(wire, "tell_others") or False,
        anyway=read_flag(wire, "anyway") or False,
        seen_at=ms_from_iso(seen_at, "offer_at") if seen_at else 0,
    )
    services, name = request.app[SERVICES], request.match_info["name"]
    return json_response(write_decided(await services.decider.decide(name, award)))


async def close_deal(request: web.Request) -> web.Response:
    """``{note?, message?, tell_pending?}`` → the deal, who is told, who is not asked any more."""
    wire = await read_members(request, "note", "message", "tell_pending")
    close = Close(
        request[ACTOR],
        note=_read_words(wire, "note"),
        message=_read_words(wire, "message"),
        tell_pending=read_flag(wire, "tell_pending") or False,
    )
    services, name = request.app[SERVICES], request.match_info["name"]
    return json_response(write_decided(await services.decider.decide(name, close)))


async def archive_deal(request: web.Request) -> web.Response:
    """``{note?}`` → the deal; 409 for one that is open."""
    wire = await read_members(request, "note")
    archive = Archive(request[ACTOR], note=_read_words(wire, "note"))
    services, name = request.app[SERVICES], request.match_info["name"]
    return json_response(write_decided(await services.decider.decide(name, archive)))


async def follow_deal(request: web.Request) -> web.Response:
    """``{peer?}`` → how each peer is followed up now; 409 where there is nothing to follow up."""
    wire = await read_members(request, "peer")
    services, name = request.app[SERVICES], request.match_info["name"]
    followed = await services.follower.follow(name, request[ACTOR], read_name(wire, "peer"))
    return json_response(write_decided(followed))


def _read_words(wire: JsonObject, member: str) -> str:
    return read_name(wire, member, limit=_MOST_LETTERS)
