"""By which ways a peer may be called, best first: pure rules over its row and its card.

The row's word is final, then the card's; what neither says is guessed, and the peer's answers show
which guess was right (PROTOCOL: other peers). Foreign interfaces come last: see ``exchange``.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from gateway.core.card import Interface
from gateway.core.errors import (
    ConfigError,
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    InvalidRequest,
    MethodNotFound,
    PeerError,
    PeerWithoutUrl,
    UnsupportedOperation,
    VersionNotSupported,
)
from gateway.core.peer import Peer
from gateway.dialects import DIALECTS, by_name
from gateway.dialects.base import Dialect
from gateway.dialects.moltflow import NAME as MOLTFLOW
from gateway.net import origin_of
from gateway.outbox.card import FoundCard, full_url
from gateway.outbox.guess import FLOWWINK, guesses, probed, usual_url
from gateway.store.discovery import Discovery

AUTO: Final = "auto"
_JSONRPC: Final = "jsonrpc"
_BINDINGS: Final = {"JSONRPC": _JSONRPC, "HTTP+JSON": "rest"}
_NOT_UNDERSTOOD: Final = frozenset({400, 404, 405, 406, 415, 422, 501})
_DOUBTFUL: Final = (InvalidParams, InvalidAgentResponse, UnsupportedOperation)


class Route(Struct, frozen=True):
    """One way to call: a language, a URL, and the ``tenant`` that the card's interface names.

    ``is_sure`` is false for a guess, which the answer has to confirm.
    """

    dialect: Dialect
    url: str
    tenant: str = ""
    is_sure: bool = True


def needs_card(peer: Peer) -> bool:
    """Whether the card can say anything that the row does not."""
    return peer.dialect == AUTO or (not peer.endpoint and bool(_explicit(peer).binding))


def remembered(peer: Peer, discovery: Discovery | None) -> Route | None:
    """The way that was found before, unless the row has changed since."""
    if discovery is None or not discovery.dialect or discovery.url != peer.url:
        return None
    if peer.dialect not in (AUTO, discovery.dialect) or not needs_card(peer):
        return None
    if peer.binding not in ("", discovery.binding):
        return None
    if peer.endpoint and discovery.endpoint != _endpoint(peer):
        return None
    try:
        dialect = by_name(discovery.dialect, discovery.binding)
    except ConfigError:
        return None
    return Route(dialect, discovery.endpoint, discovery.tenant)


def routes(peer: Peer, found: FoundCard | None) -> Iterator[Route]:
    """Every way, best first, each once; raise ConfigError for a row that names none."""
    if not peer.url and not peer.endpoint:
        raise PeerWithoutUrl(peer.name)
    ways = _from_card(peer, found) if found is not None else []
    # A way to another origin is the last, so that it is taken only where there is no other.
    ways.sort(key=lambda route: not is_own_origin(peer, route.url))
    if peer.dialect == AUTO:
        guessed = guesses(peer.url, _endpoint(peer), peer.binding)
        return _once((*ways, *(Route(*guess, is_sure=False) for guess in guessed)))
    dialect = _explicit(peer)
    # Where the row names no binding, the card may.
    named = [way for way in ways if way.dialect.name == dialect.name]
    url = _endpoint(peer) or usual_url(peer.url, dialect)
    return _once((*named, Route(dialect, url)))


def is_own_origin(peer: Peer, url: str) -> bool:
    """Whether the URL is of the origin that the operator wrote down."""
    try:
        return origin_of(url) == origin_of(peer.url or peer.endpoint)
    except ValueError:
        return False


def is_not_understood(error: GatewayError, route: Route) -> bool:
    """Whether the answer says that the peer does not speak this language at this URL."""
    if isinstance(error, MethodNotFound | VersionNotSupported):
        return True
    if isinstance(error, PeerError) and error.peer_status in _NOT_UNDERSTOOD:
        return True
    if route.is_sure:
        return False
    # Without a binding, any server's "not found" reads like an answer.
    return isinstance(error, InvalidRequest if route.dialect.binding else _DOUBTFUL)


def _explicit(peer: Peer) -> Dialect:
    return by_name(peer.dialect, peer.binding)


def _endpoint(peer: Peer) -> str:
    return urljoin(peer.url, peer.endpoint) if peer.endpoint else ""


def _from_card(peer: Peer, found: FoundCard) -> list[Route]:
    ways: list[Route] = []
    for interface in found.card.interfaces:
        url = _endpoint(peer) or full_url(interface.url, found.url)
        if not url:
            continue
        ways += [
            Route(dialect, url, interface.tenant, is_sure=bool(interface.version))
            for dialect in _find_dialects(interface, url, found.url)
            if peer.binding in ("", dialect.binding)
        ]
    return ways


def _find_dialects(interface: Interface, url: str, found_at: str) -> tuple[Dialect, ...]:
    binding = _BINDINGS.get(interface.binding.upper(), "")
    if not interface.version:
        return probed(binding)
    name = interface.version
    if name == MOLTFLOW:
        binding = _JSONRPC
    elif name.startswith("1."):
        name = "a2a-1.0"
    elif name == "0.1":
        name = "tasks"
    elif name.startswith("0."):
        is_flowwink = "/functions/v1/" in urlsplit(url).path or "/functions/v1/" in found_at
        name = FLOWWINK if is_flowwink else "a2a-0.3"
    return tuple(d for d in DIALECTS if d.name == name and d.binding == binding)


def _once(ways: Iterable[Route]) -> Iterator[Route]:
    seen: set[tuple[str, str, str]] = set()
    for way in ways:
        key = (way.dialect.name, way.dialect.binding, way.url)
        if key not in seen:
            seen.add(key)
            yield way
