"""Peers whose rows the store keeps: added and changed here, at once and without a restart.

The rows of the config file are the operator's to edit: what is asked of one of them is refused.
"""

import re
from collections.abc import Collection
from typing import Final

from aiohttp import web

from gateway.auth.tokens import new_token
from gateway.config import PeerRow, TokenRow, read_peer
from gateway.core.errors import ConfigError, GatewayError, InvalidParams
from gateway.core.json import JsonObject
from gateway.core.peer import PeerStatus
from gateway.dialects.lenient.fields import read_count, read_name, read_text, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator_api import MOST_OVERLAP_SECONDS
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.net import check_urls
from gateway.wiring import Services

_DAY_SECONDS: Final = 86_400
_TOKEN: Final = re.compile(r"[!-~]{1,4096}")
_ROW_KEYS: Final = frozenset(PeerRow.model_fields) - {"tokens"}


class RowOfFile(GatewayError):
    """This peer is a row of the config file; change it there."""

    reason, http_status = "ROW_OF_FILE", 409


async def add_peer(request: web.Request) -> web.Response:
    """The keys of a row, and ``token``, what we call the peer with → the token that it calls us
    with, shown only now.
    """
    services = request.app[SERVICES]
    wire = dict(await read_body_object(request))
    outbound = _read_token(wire.pop("token")) if wire.get("token") else ""
    row, token = read_row(services, wire, _ROW_KEYS), new_token()
    row = row.model_copy(update={"tokens": (TokenRow(id=token.id, hash=token.hash),)})
    await services.partners.managed.add(row, token=outbound)
    services.log.info("peer_added", peer=row.name, token_id=token.id)
    return json_response({"name": row.name, "token": token.token, "token_id": token.id})


async def set_status(request: web.Request) -> web.Response:
    """``{status}``: ``active``, ``paused`` or, for good, ``revoked``."""
    services, name = _read_managed(request)
    wire = await read_body_object(request)
    try:
        status = PeerStatus(read_name(wire, "status"))
    except ValueError:
        raise wrong("status", f"must be one of {', '.join(PeerStatus)}") from None
    await services.partners.managed.set_status(name, status)
    services.log.info("peer_status_set", peer=name, status=status.value)
    return json_response({"name": name, "status": status})


async def rotate_token(request: web.Request) -> web.Response:
    """``{overlap_seconds?}``, a day when left out → the new token, shown only now; null where the
    peer itself is told of it.
    """
    services, name = _read_managed(request)
    overlap = read_count(await read_body_object(request), "overlap_seconds")
    overlap = _DAY_SECONDS if overlap is None else overlap
    if overlap > MOST_OVERLAP_SECONDS:
        raise wrong("overlap_seconds", f"must be at most {MOST_OVERLAP_SECONDS}")
    done = await services.partners.managed.rotate(name, overlap * 1000)
    services.log.info(
        "peer_token_rotated", peer=name, token_id=done.token.id, announced=done.is_announced
    )
    old = [row for row in done.row.model_dump(mode="json")["tokens"] if row["id"] != done.token.id]
    return json_response(
        {
            "name": name,
            "token": None if done.is_announced else done.token.token,
            "token_id": done.token.id,
            "announced": done.is_announced,
            "old": [{"id": row["id"], "expires": row["expires"]} for row in old],
        }
    )


async def remove_peer(request: web.Request) -> web.Response:
    """Forget the row that the store keeps, and what is secret with it; a row of the file of the
    same name stays as it is.
    """
    services, name = request.app[SERVICES], request.match_info["name"]
    await services.partners.managed.remove(name)
    if not services.live.is_in_file(name):
        # Whoever has the name next is another one.
        await services.pins.forget(name)
        services.health.forget(name)
    services.log.info("peer_removed", peer=name)
    return json_response({"name": name, "removed": True})


async def keep_token(request: web.Request) -> web.Response:
    """``{token, url?}``: keep a token to call the peer with, at the origin of its row's url, or of
    ``url`` for a row that is not written yet.
    """
    services, name = request.app[SERVICES], request.match_info["name"]
    wire = await read_body_object(request)
    token = _read_token(wire.get("token"))
    peer = services.live.roster.find(name)
    url = read_text(wire, "url") or (peer.url or peer.endpoint if peer is not None else "")
    await services.partners.managed.keep_token(name, url, token)
    services.log.info("peer_token_kept", peer=name)
    return json_response({"name": name, "kept": True})


async def forget_token(request: web.Request) -> web.Response:
    """Forget what is secret between this peer and us."""
    services, name = request.app[SERVICES], request.match_info["name"]
    await services.partners.managed.forget_secrets(name)
    return json_response({"name": name, "kept": False})


def read_row(services: Services, wire: JsonObject, keys: Collection[str]) -> PeerRow:
    """A row by those of its keys that may be said; raise InvalidParams, EgressDenied."""
    for key in wire:
        if key not in keys:
            raise wrong(key, "is not a key that is known here")
    try:
        row = read_peer(wire)
    except ConfigError as error:
        raise InvalidParams(error.detail.replace("\n", "; "), violations=error.violations) from None
    check_urls(services.live.settings, row.as_peer())
    return row


def _read_managed(request: web.Request) -> tuple[Services, str]:
    """Raise RowOfFile."""
    services, name = request.app[SERVICES], request.match_info["name"]
    if services.live.is_in_file(name):
        raise RowOfFile(name)
    return services, name


def _read_token(value: object) -> str:
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise wrong("token", "must be one token of visible ASCII characters")
    return value
