"""Invitations: ours, given and withdrawn, and those of others, accepted (docs/invite.md)."""

from typing import Any, Final

from aiohttp import web

from gateway.core.clock import iso_from_ms
from gateway.dialects.lenient.fields import read_count, read_object, wrong
from gateway.http.endpoint import SERVICES
from gateway.http.operator.managed import read_row
from gateway.http.operator.page import read_query
from gateway.http.operator.refuse import absent
from gateway.http.operator_api import MOST_EXPIRY_SECONDS
from gateway.http.operator_call import read_body_object
from gateway.http.respond import json_response
from gateway.peers import is_open, read_invite
from gateway.store.invitation import Invitation

_WEEK_SECONDS: Final = 7 * 86_400
# All else of the row comes from the peer itself.
_ROW_KEYS: Final = frozenset(
    ("name", "skills", "tags", "networks", "plain_http", "dedupe", "timeout")
)


async def list_invitations(request: web.Request) -> web.Response:
    """Newest first; their codes are not known any more."""
    read_query(request)
    services = request.app[SERVICES]
    now = services.clock.now()
    rows = await services.tenant.invitations.list_all()
    return json_response({"invitations": [_write(row, now) for row in rows]})


async def invite_peer(request: web.Request) -> web.Response:
    """What its row will say, and ``expires_seconds``, a week when left out → the invitation, whose
    code is shown only now.
    """
    services = request.app[SERVICES]
    wire = dict(await read_body_object(request))
    seconds = read_count(wire, "expires_seconds")
    wire.pop("expires_seconds", None)
    seconds = _WEEK_SECONDS if seconds is None else seconds
    if not 0 < seconds <= MOST_EXPIRY_SECONDS:
        raise wrong("expires_seconds", f"must be from 1 to {MOST_EXPIRY_SECONDS}")
    row = read_row(services, wire, _ROW_KEYS)
    expires = services.clock.now() + seconds * 1000
    invite = await services.partners.invitations.give(row, expires)
    return json_response(invite.write())


async def withdraw_invitations(request: web.Request) -> web.Response:
    """Let the open invitations for a peer of this name be good no more."""
    services, name = request.app[SERVICES], request.match_info["name"]
    count = await services.tenant.invitations.withdraw(name)
    if not count:
        return absent("no open invitation is for a peer of this name")
    services.log.info("invitations_withdrawn", peer=name, count=count)
    return json_response({"withdrawn": count})


async def accept_invite(request: web.Request) -> web.Response:
    """``{invite, …}``: the invitation as it is in its file, and what the row says beyond it → who
    the peer is, by its card, its origin and its key.
    """
    services = request.app[SERVICES]
    wire = dict(await read_body_object(request))
    invite = read_invite(read_object(wire.pop("invite", None), "invite"))
    row = read_row(services, wire, _ROW_KEYS)
    added, other = await services.partners.acceptances.accept(invite, row)
    return json_response(
        {
            "name": added.name,
            "status": added.status,
            "url": added.url,
            "agent": other.name,
            "fingerprint": other.key.kid,
        }
    )


def _write(row: Invitation, now: int) -> dict[str, Any]:
    state = "used" if row.used_at is not None else "open" if is_open(row, now) else "expired"
    return {
        "name": row.peer,
        "state": state,
        "created_at": iso_from_ms(row.created_at),
        "expires_at": iso_from_ms(row.expires_at),
        "used_at": None if row.used_at is None else iso_from_ms(row.used_at),
    }
