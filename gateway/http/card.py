"""The agent card at every card path, and the keys that its signatures are checked with."""

from typing import Final

from aiohttp import web

from gateway.core.json import encode
from gateway.http.cached import cached_response
from gateway.http.endpoint import SERVICES

_VERSION: Final = "A2A-Version"


async def agent_card(request: web.Request) -> web.Response:
    """The public card; a client that speaks 1.0 gets the pure 1.0 form."""
    services = request.app[SERVICES]
    form = services.live.settings.agent.card
    spoken = request.headers.get(_VERSION) or request.query.get(_VERSION, "")
    if spoken.startswith("1."):
        form = "1.0"
    card = services.cards.public(form)
    return cached_response(request, card.body, modified_at=card.modified_at, vary=_VERSION)


async def jwks(request: web.Request) -> web.Response:
    """The public keys of this agent's cards (RFC 7517); they say nothing of whose it is."""
    keys = encode(request.app[SERVICES].ring.jwks())
    return cached_response(request, keys, media_type="application/jwk-set+json")
