"""Looking for a peer's card: at every place where one may lie, in order.

No credential goes along: a card is public, and the URL may be one that was only just pasted.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from gateway.core.card import AgentCard
from gateway.core.errors import (
    ConfigError,
    GatewayError,
    InvalidAgentResponse,
    ParseError,
    PeerUnreachable,
)
from gateway.core.json import decode, encode
from gateway.dialects.card import CARD_PATHS, read_card
from gateway.net.client import HttpAnswer

Fetch: TypeAlias = Callable[[str], Awaitable[HttpAnswer]]

CARD_SECONDS: Final = 8
_ACTIONS: Final = ("ingest", "chat", "discover", "outbound", "negotiate")
_SUFFIXES: Final = sorted(
    (
        *CARD_PATHS,
        *(f"/functions/v1/a2a{mark}{action}" for mark in "/-" for action in _ACTIONS),
        *(f"/a2a/{action}" for action in _ACTIONS),
        "/a2a/jsonrpc",
        "/a2a/v1",
        "/a2a",
        "/v1/responses",
        "/api/v2/a2a",
        "/functions/v1",
        "/.well-known",
    ),
    key=len,
    reverse=True,
)


class FoundCard(Struct, frozen=True):
    """``text`` is the card as JSON, as it came."""

    url: str
    card: AgentCard
    text: str


class Search(Struct, frozen=True):
    """``tried`` are the URLs that were asked; ``error`` is why the last of them gave no card."""

    tried: tuple[str, ...]
    found: FoundCard | None = None
    error: GatewayError | None = None


def base_url(url: str) -> str:
    """The URL without its query, its last slash, and whatever known path was pasted with it."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for suffix in _SUFFIXES:
        if path.endswith(suffix):
            path = path.removesuffix(suffix)
            break
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


def card_urls(url: str) -> tuple[str, ...]:
    """At the origin first, then below the path that was pasted."""
    parts = urlsplit(url)
    bases = dict.fromkeys((f"{parts.scheme}://{parts.netloc}", base_url(url)))
    return tuple(base + path for base in bases for path in CARD_PATHS)


async def find_card(url: str, fetch: Fetch) -> Search:
    """The first card found; where the peer cannot be asked at all, the search ends at once."""
    tried: list[str] = []
    error: GatewayError | None = None
    for place in card_urls(url):
        tried.append(place)
        try:
            return Search(tuple(tried), read_found(place, await fetch(place)))
        except (PeerUnreachable, ConfigError) as unasked:
            return Search(tuple(tried), error=unasked)
        except GatewayError as refusal:
            error = refusal
    return Search(tuple(tried), error=error)


def full_url(url: str, found_at: str) -> str:
    """Where an address on a card leads from where the card lay; "" for what is no URL."""
    try:
        full = urljoin(found_at, url)
        urlsplit(full)
    except ValueError:
        return ""
    return full


def read_found(url: str, answer: HttpAnswer) -> FoundCard:
    """The card in an answer; raise InvalidAgentResponse for none."""
    if answer.status != 200:
        raise InvalidAgentResponse(f"HTTP {answer.status}")
    try:
        wire = decode(answer.body)
    except ParseError:
        raise InvalidAgentResponse("not an agent card") from None
    return FoundCard(url, read_card(wire), encode(wire).decode())
