"""The peers' cards: the one in use, what another would change, a yes to it; a search in all."""

from typing import Any, Final

from aiohttp import web

from gateway.auth.verifying import PublicKey
from gateway.core.card import CardSkill
from gateway.core.clock import iso_from_ms
from gateway.core.errors import InvalidParams
from gateway.core.json import decode, encode
from gateway.core.peer import Peer
from gateway.dialects.card import read_card
from gateway.dialects.lenient.fields import read_text
from gateway.http.endpoint import SERVICES
from gateway.http.operator.page import read_limit, read_query
from gateway.http.operator.refuse import absent
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.outbox.pins import Change, PinView, claimed_keys, read_changes
from gateway.peers import Offer, find_offers
from gateway.store.health import PeerHealth
from gateway.store.pin import CardChange, SeenCard
from gateway.wiring import Services

_NO_PEER: Final = "no peer has this name"


async def show_card(request: web.Request) -> web.Response:
    """The card in use, the one that waits with what it would change, and how it has changed."""
    read_query(request)
    services = request.app[SERVICES]
    peer = _find_peer(request)
    if peer is None:
        return absent(_NO_PEER)
    changes = await services.tenant.pins.list_changes(peer.name)
    history = [_write_history(change) for change in changes]
    return json_response({**write_view(services.pins.view(peer)), "history": history})


async def confirm_card(request: web.Request) -> web.Response:
    """``{digest?, fingerprint?, key?}`` → the card as it is in use from now on; 409 where there is
    nothing to confirm, where another card came since, or where its signature does not hold.

    ``fingerprint`` names the key that must have signed it, and ``key`` (a JWK) is that key, for one
    that its owner does not publish beside the card.
    """
    services = request.app[SERVICES]
    wire = await read_body_object(request)
    digest, fingerprint = read_text(wire, "digest"), read_text(wire, "fingerprint")
    key = PublicKey.of(wire["key"]) if wire.get("key") is not None else None
    peer = _find_peer(request)
    if peer is None:
        return absent(_NO_PEER)
    confirm = services.discoverer.confirm
    if key is None:
        return json_response(write_view(await confirm(peer, digest, fingerprint)))
    given = encode(dict(key.jwk)).decode()
    return json_response(write_view(await confirm(peer, digest, fingerprint or key.kid, given)))


async def find_in_cards(request: web.Request) -> web.Response:
    """Who offers what, best first: ``skill`` is a name or a part of it, ``text`` is words."""
    query = read_query(request, "skill", "text", "limit")
    limit = read_limit(request, query["limit"])
    if not query["skill"] and not query["text"]:
        raise InvalidParams("say skill or text")
    services = request.app[SERVICES]
    rows = {row.name: row for row in services.live.settings.peers if row.url}
    cards = {
        name: read_card(decode(card.text.encode()))
        for name, row in rows.items()
        if (card := services.pins.view(row.as_peer()).pin.card) is not None
    }
    tags = {name: row.tags for name, row in rows.items()}
    ordered = {name: cards[name] for name in services.health.in_order(sorted(cards))}
    offers = find_offers(ordered, tags, skill=query["skill"], text=query["text"])
    urls = {name: row.url for name, row in rows.items()}
    found = [{**_write_offer(services, offer), "url": urls[offer.peer]} for offer in offers[:limit]]
    return json_response({"offers": found})


def write_view(view: PinView) -> dict[str, Any]:
    pin = view.pin
    return {
        "peer": pin.peer,
        "confirmation_needed": view.is_open,
        "digest": view.digest,
        "card": _write_seen(pin.card),
        "held": _write_seen(pin.held),
        "changes": [_write_change(change) for change in view.changes],
        "unconfirmed_origins": list(view.unconfirmed),
        "confirmed_origins": list(pin.origins),
        "fingerprints": [PublicKey.of(decode(key.encode())).kid for key in pin.keys],
    }


def write_health(health: PeerHealth, next_try_at: int | None) -> dict[str, Any]:
    """``latency_ms`` is the newest, ``smooth_ms`` of the newest together; null where unknown."""
    return {
        "status": health.status.value,
        "latency_ms": health.latency_ms,
        "smooth_ms": health.smooth_ms,
        "seen_at": iso_from_ms(health.seen_at) if health.seen_at else None,
        "failures": health.failures,
        "next_try_at": iso_from_ms(next_try_at) if next_try_at is not None else None,
        "error": health.error,
    }


def _find_peer(request: web.Request) -> Peer | None:
    return request.app[SERVICES].live.roster.find(request.match_info["name"])


def _write_seen(seen: SeenCard | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    document = decode(seen.text.encode())
    return {
        "found_at": seen.url,
        "at": iso_from_ms(seen.at),
        "signature": seen.signature.value,
        # Its own word: what was proved is in the fingerprints.
        "signed_by": list(claimed_keys(document)),
        "document": document,
    }


def _write_change(change: Change) -> dict[str, Any]:
    return {
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "grave": change.is_grave,
    }


def _write_history(change: CardChange) -> dict[str, Any]:
    return {
        "at": iso_from_ms(change.at),
        "outcome": change.outcome.value,
        "changes": read_changes(change.changes),
    }


def _write_offer(services: Services, offer: Offer) -> dict[str, Any]:
    return {
        "peer": offer.peer,
        "agent": offer.agent,
        "skill": None if offer.skill is None else _write_skill(offer.skill),
        "status": services.health.get(offer.peer).status.value,
        "score": round(offer.score, 1),
    }


def _write_skill(skill: CardSkill) -> dict[str, Any]:
    return {
        "id": skill.id,
        "name": skill.name,
        "description": skill.description,
        "tags": list(skill.tags),
    }
