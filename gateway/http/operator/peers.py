"""The peers: what the operator wrote of each, what was seen, and what was found out.

Only what is named here is shown, so that a new secret of a row is not. A token's hash is none that
helps to guess it, and is left out nevertheless.
"""

from typing import Any, Final

from aiohttp import web

from gateway.auth.verifying import PublicKey
from gateway.config import PeerRow
from gateway.core.clock import iso_from_ms
from gateway.core.json import decode
from gateway.dialects.card import read_card
from gateway.http.endpoint import SERVICES
from gateway.http.operator.cards import write_health
from gateway.http.operator.page import read_query
from gateway.http.operator.refuse import absent
from gateway.http.respond import json_response
from gateway.outbox.pins import PinView
from gateway.peers import Probe, write_probe
from gateway.store.discovery import Discovery
from gateway.store.records import PeerState
from gateway.wiring import Services

_FACTS: Final = (
    "name",
    "status",
    "url",
    "dialect",
    "binding",
    "endpoint",
    "model",
    "skills",
    "tags",
    "dedupe",
    "compat_envelope",
    "compat_contract",
    "timeout",
    "networks",
    "plain_http",
    "outbound_token",
)


async def list_peers(request: web.Request) -> web.Response:
    """Every row of the config, in its order."""
    read_query(request)
    services = request.app[SERVICES]
    states = await _read_states(services)
    rows = services.live.settings.peers
    peers = [await _write(services, row, states.get(row.name)) for row in rows]
    return json_response({"peers": peers})


async def show_peer(request: web.Request) -> web.Response:
    services, name = request.app[SERVICES], request.match_info["name"]
    row = next((row for row in services.live.settings.peers if row.name == name), None)
    if row is None:
        return absent("no peer has this name")
    states = await _read_states(services)
    return json_response(await _write(services, row, states.get(name)))


async def _read_states(services: Services) -> dict[str, PeerState]:
    return {state.name: state for state in await services.tenant.list_peer_states()}


async def _write(services: Services, row: PeerRow, state: PeerState | None) -> dict[str, Any]:
    found = await services.tenant.find_discovery(row.name)
    known = row.model_dump(mode="json", include={*_FACTS, "tokens"})
    tokens = [{"id": token["id"], "expires": token["expires"]} for token in known["tokens"]]
    return {
        **{fact: known[fact] for fact in _FACTS},
        **_write_source(services, row),
        "tokens": tokens,
        "request_count": state.request_count if state is not None else 0,
        "first_seen_at": iso_from_ms(state.first_seen_at) if state is not None else None,
        "last_seen_at": iso_from_ms(state.last_seen_at) if state is not None else None,
        "health": write_health(
            services.health.get(row.name), services.health.next_try_at(row.name)
        ),
        "card": _write_card(services.pins.view(row.as_peer())),
        # What was found at another URL says nothing of this one.
        "found": _write_found(found) if found is not None and found.url == row.url else None,
    }


def _write_source(services: Services, row: PeerRow) -> dict[str, Any]:
    """Where its row is kept, whether the store has one too, what keeps its stored token from being
    sent, and by which key it is known that came by an invitation.
    """
    managed = services.partners.managed
    kept = managed.find(row.name)
    is_in_file = services.live.is_in_file(row.name)
    key = "" if kept is None or is_in_file else kept.key
    return {
        "source": "file" if is_in_file else "store",
        "is_managed": kept is not None,
        "token_problem": managed.find_token_problem(row),
        "fingerprint": PublicKey.of(decode(key.encode())).kid if key else "",
    }


def _write_card(view: PinView) -> dict[str, Any]:
    """The state of its card in short; the card itself is at its own place."""
    seen = view.pin.held or view.pin.card
    return {
        "signature": "" if seen is None else seen.signature.value,
        "confirmation_needed": view.is_open,
    }


def _write_found(found: Discovery) -> dict[str, Any]:
    """How it is called, and its card in short; "" and null where that is not known."""
    card = None
    if found.card:
        probe = Probe((), found.found_at, read_card(decode(found.card.encode())))
        card = write_probe(probe)["agent_card"]
    return {
        "at": iso_from_ms(found.at),
        "dialect": found.dialect,
        "binding": found.binding,
        "endpoint": found.endpoint,
        "tenant": found.tenant,
        "found_at": found.found_at,
        "agent_card": card,
    }
