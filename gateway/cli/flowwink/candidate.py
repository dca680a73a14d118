"""One row of Flowwink's ``a2a_peers`` in our words, or the reason why it cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from gateway.cli.errors import Refused
from gateway.cli.flowwink.names import slug
from gateway.cli.flowwink.values import Values, json_object, shown, text
from gateway.cli.flowwink.way import read_way
from gateway.core.guarded import Guarded
from gateway.core.json import Json
from gateway.core.peer import PeerStatus


class Candidate(Guarded, frozen=True):
    """``wanted`` is the name that it should have here; ``keys`` are the others of its row.

    ``hash`` is of the token that it calls with, ``token`` the one that it is called with; "" is
    none. ``attention`` is what the operator should know.
    """

    hidden: ClassVar = ("hash", "token")

    original: str
    wanted: str
    keys: Mapping[str, Any]
    hash: str
    token: str
    attention: tuple[str, ...]


def name_of(values: Json) -> str:
    """The row's own name as it can be shown; "" where there is none."""
    name = values.get("name") if isinstance(values, dict) else None
    return shown(name.strip()) if isinstance(name, str) else ""


def read_candidate(values: Json, *, plain_http: bool) -> Candidate:
    """Raise Refused. URLs and the hash are taken as they are: the config judges them."""
    if not isinstance(values, dict):
        raise Refused("is not a row: an object, or as many cells as the header has")
    name = text(values, "name")
    if not name:
        raise Refused("name: is missing")
    way = read_way(values, json_object(values, "capabilities"))
    url = text(values, "url")
    is_plain = plain_http and (_is_plain(url) or _is_plain(way.endpoint))
    keys = {
        "status": _read_status(values),
        "plain_http": is_plain,
        "url": url,
        "dialect": way.dialect,
        "endpoint": way.endpoint,
        "model": way.model,
    }
    return Candidate(
        original=name_of(values),
        wanted=slug(name) or slug(f"peer-{text(values, 'id')[:8]}"),
        keys={key: value for key, value in keys.items() if value},
        hash=text(values, "inbound_token_hash").lower(),
        token=way.token,
        attention=(*way.attention, *_attention(values, keys)),
    )


def _read_status(values: Values) -> str:
    status = text(values, "status").lower() or PeerStatus.PAUSED.value
    if status not in tuple(PeerStatus):
        raise Refused("status: must be active, paused or revoked")
    return status


def _attention(values: Values, keys: Mapping[str, Any]) -> Iterator[str]:
    if not text(values, "status"):
        yield "it has no status, so it is paused; `peergate peers resume NAME`"
    if keys["plain_http"]:
        yield "it is called without TLS: its token travels in the clear"
    if text(values, "outbound_token") and not keys["url"] and not keys["endpoint"]:
        yield "it has no url, so it cannot be called"
    if text(values, "mcp_api_key") or text(values, "api_key_id"):
        yield "its MCP key was left out"
        if not text(values, "inbound_token_hash"):
            yield "it has no token to call with; `peergate peers rotate NAME` makes one"


def _is_plain(address: str) -> bool:
    return address.lower().startswith("http://")
