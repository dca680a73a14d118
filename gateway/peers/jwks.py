"""The keys that a peer publishes: candidates for a confirmation, and trusted for nothing else.

They are looked for beside the card, at the one place where keys are (RFC 7517); where a card says
that they are elsewhere, that is not followed.
"""

from typing import Final
from urllib.parse import urlsplit

from gateway.core.errors import GatewayError
from gateway.core.json import Json, decode, encode
from gateway.core.peer import Peer
from gateway.outbox import Exchange

JWKS_PATH: Final = "/.well-known/jwks.json"

_MOST: Final = 32


async def find_keys(exchange: Exchange, peer: Peer, card_url: str) -> list[str]:
    """As JWK in JSON; none where none can be had."""
    parts = urlsplit(card_url)
    try:
        url = f"{parts.scheme}://{parts.netloc}{JWKS_PATH}"
        answer = await exchange.fetch_card(url, exchange.reach(peer))
        return _read(decode(answer.body)) if answer.status == 200 else []
    except GatewayError:
        # The confirmation says what it lacks.
        return []


def _read(wire: Json) -> list[str]:
    keys = wire.get("keys") if isinstance(wire, dict) else None
    listed = keys[:_MOST] if isinstance(keys, list) else []
    return [encode(key).decode() for key in listed if isinstance(key, dict)]
