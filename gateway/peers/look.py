"""One look at a peer's card: whether the peer lives, how fast, and whether its card is another one.

A look is a conditional GET without a credential, never a message. One that brings another card has
it judged by the rules of ``outbox.pins``; one that brings none shows all the same that the peer is
there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.errors import (
    ConfigError,
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerTimeout,
    PeerUnreachable,
)
from gateway.core.peer import Peer
from gateway.net.client import HttpAnswer
from gateway.observe.log import Log
from gateway.outbox import Exchange, Health, Pins
from gateway.outbox.card import card_urls, find_card, read_found

# Of so many looks at a peer without a card, one searches for it in all places.
_SEARCH_EVERY: Final = 12
_VALIDATORS: Final = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
_NO_VALIDATORS: Final[Mapping[str, str]] = MappingProxyType({})
_MAX_VALIDATOR: Final = 256
_NOT_THERE: Final = (PeerUnreachable, PeerTimeout, PeerBusy)
_BROKEN: Final = 500


@dataclass(slots=True)
class Seen:
    """What one look at a peer leaves for the next: where the card was, and by which headers an
    answer can say that it still is. ``ms`` is how long the newest answer took.
    """

    url: str
    looks: int = 0
    ms: int = 0
    place: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)


class Looker(Struct, frozen=True):
    exchange: Exchange
    pins: Pins
    health: Health
    clock: Clock
    log: Log

    async def look(self, peer: Peer, seen: Seen) -> None:
        """What comes of it is in the peer's health and its pin; raise StoreError."""
        seen.looks += 1
        try:
            status = await self._find(peer, seen)
        except (EgressDenied, ConfigError):
            # Our own rules and files say nothing of the peer.
            return
        except _NOT_THERE as error:
            self.health.note_failure(peer.name, f"{error.reason}: {error.message}")
            return
        except InvalidAgentResponse:
            # Whatever it serves there, it does.
            status = 0
        if status >= _BROKEN:
            self.health.note_failure(peer.name, f"where its card lies: HTTP {status}")
        else:
            self.health.note_seen(peer.name, seen.ms)

    async def _find(self, peer: Peer, seen: Seen) -> int:
        """The status where the card was; a card that is another one is handed to the pins."""
        pin = self.pins.view(peer).pin
        known = pin.held or pin.card
        if known is None:
            return await self._search(peer, seen)
        validators = seen.validators if seen.place == known.url else _NO_VALIDATORS
        answer = await self._get(peer, seen, known.url, validators)
        if answer.status == 200:
            seen.place, seen.validators = known.url, _validators(answer)
            await self._admit(peer, known.url, answer)
        elif 400 <= answer.status < _BROKEN:
            # It lies elsewhere now, or nowhere.
            return await self._search(peer, seen)
        return answer.status

    async def _admit(self, peer: Peer, url: str, answer: HttpAnswer) -> None:
        try:
            found = read_found(url, answer)
        except GatewayError as error:
            self.log.info("card_unreadable", peer=peer.name, problem=error.message)
        else:
            await self.pins.admit(peer, found)

    async def _search(self, peer: Peer, seen: Seen) -> int:
        """Look at every place in turn now and then, else at the first alone."""
        if (seen.looks - 1) % _SEARCH_EVERY:
            return (await self._get(peer, seen, card_urls(peer.url)[0])).status

        async def fetch(url: str) -> HttpAnswer:
            return await self._get(peer, seen, url)

        search = await find_card(peer.url, fetch)
        if search.found is not None:
            await self.pins.admit(peer, search.found)
        elif isinstance(search.error, (*_NOT_THERE, ConfigError)):
            raise search.error
        return 200

    async def _get(
        self, peer: Peer, seen: Seen, url: str, validators: Mapping[str, str] = _NO_VALIDATORS
    ) -> HttpAnswer:
        began_at = self.clock.now()
        answer = await self.exchange.fetch_card(url, self.exchange.reach(peer), validators)
        seen.ms = max(0, self.clock.now() - began_at)
        return answer


def _validators(answer: HttpAnswer) -> dict[str, str]:
    """The headers by which the next look asks for news alone."""
    return {
        asks: value
        for says, asks in _VALIDATORS.items()
        if (value := answer.headers.get(says, "")) and len(value) <= _MAX_VALIDATOR
    }
