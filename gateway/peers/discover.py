"""Find a peer by its URL, keep what was found, and have it audited or tested (PROTOCOL section 9).

A probe looks at a URL that may be no peer's yet and keeps nothing; a discovery looks at a peer's
row and keeps its card with the way to call it, which the next call then takes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from gateway.core.card import AgentCard
from gateway.core.errors import PeerUnreachable, PeerWithoutUrl
from gateway.core.json import JsonObject
from gateway.core.peer import Peer
from gateway.net import Reach, check_url
from gateway.outbox import Ask, Exchange, Health, Outbox, Outcome, Pins, Ways
from gateway.outbox.card import Search, find_card
from gateway.outbox.notice import note_error
from gateway.outbox.pins import PinView
from gateway.outbox.route import routes
from gateway.outbox.ways import discovery_of
from gateway.peers.jwks import find_keys

CHECK_SECONDS: Final = 120
AUDIT: Final = "openclaw_audit"
TEST: Final = "openclaw_test"
_HELD: Final = "The card that was found waits to be confirmed."
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Probe:
    """``card`` and ``found_at`` are there on success, ``error`` says why not otherwise.

    ``is_held`` says that another card than this waits for the operator's confirmation.
    """

    tried: tuple[str, ...]
    found_at: str = ""
    card: AgentCard | None = None
    error: str = ""
    is_held: bool = False

    @property
    def success(self) -> bool:
        return self.card is not None


@dataclass(frozen=True, slots=True)
class Discoverer:
    """``reach`` says where a URL may lead that is no peer's: the config's networks, as of now."""

    exchange: Exchange
    ways: Ways
    pins: Pins
    health: Health
    outbox: Outbox
    reach: Callable[[], Reach]

    async def probe(self, url: str, *, plain_http: bool = False) -> Probe:
        """Look for a card; raise EgressDenied for a URL that may not be called.

        ``plain_http`` lets the operator, who typed the URL, look where no TLS is spoken.
        """
        reach = Reach(self.reach().networks, plain_http)
        check_url(url, reach)
        search = await find_card(url, lambda place: self.exchange.fetch_card(place, reach))
        return _probe_of(search)

    async def discover(self, peer: Peer) -> Probe:
        """Look for the peer's card and keep it; nothing changes when there is none.

        Raise EgressDenied for a url that may not be called, PeerWithoutUrl for a row without one.
        """
        if not peer.url:
            raise PeerWithoutUrl(peer.name)
        check_url(peer.url, self.exchange.reach(peer))
        search = await self.ways.search(peer)
        if isinstance(search.error, PeerUnreachable):
            now = self.ways.clock.now()
            note_error(self.health, peer.name, search.error, is_heard=False, now=now)
        elif search.found is not None:
            self.health.note_seen(peer.name)
            best = next(routes(peer, search.found), None)
            # A guess is confirmed by the first call; what the card says is taken at its word.
            sure = best if best is not None and best.is_sure else None
            await self.ways.remember(peer, sure, discovery_of(peer, search.found))
        return _probe_of(search, is_held=self.pins.view(peer).pin.held is not None)

    async def confirm(self, peer: Peer, digest: str = "") -> PinView:
        """Say yes to the peer's card as it was found last; of the keys that the peer publishes,
        those that signed it are pinned. Raise NothingToConfirm or CardMismatch.
        """
        pin = self.pins.view(peer).pin
        seen = pin.held or pin.card
        keys = await find_keys(self.exchange, peer, seen.url) if seen is not None else []
        return await self.pins.confirm(peer, keys, digest)

    async def audit(self, peer: Peer, arguments: JsonObject = _NOTHING) -> Outcome:
        """Have the peer audit our site, as Flowwink's peers offer it."""
        return await self._check(peer, AUDIT, arguments)

    async def test(self, peer: Peer, arguments: JsonObject = _NOTHING) -> Outcome:
        """Have the peer test something, as Flowwink's peers offer it."""
        return await self._check(peer, TEST, arguments)

    async def _check(self, peer: Peer, skill: str, arguments: JsonObject) -> Outcome:
        ask = Ask(skill, arguments, as_skill_text=True)
        return await self.outbox.ask(peer, ask, seconds=CHECK_SECONDS)


def write_probe(probe: Probe) -> dict[str, Any]:
    """The answer of the discover endpoint."""
    held = {"confirmation_needed": True} if probe.is_held else {}
    if probe.card is None:
        tried = list(probe.tried)
        return {"success": False, "error": probe.error, "tried_paths": tried, **held}
    card = probe.card
    return {
        "success": True,
        **held,
        "found_at": probe.found_at,
        "agent_card": {
            "name": card.name,
            "description": card.description,
            "skills": [
                {"id": skill.id, "name": skill.name, "description": skill.description}
                for skill in card.skills
            ],
            "protocol_version": next((item.version for item in card.interfaces), ""),
        },
    }


def _probe_of(search: Search, *, is_held: bool = False) -> Probe:
    if search.found is not None:
        return Probe(search.tried, search.found.url, search.found.card, is_held=is_held)
    if is_held:
        return Probe(search.tried, error=_HELD, is_held=True)
    reason = search.error.message if search.error is not None else ""
    return Probe(search.tried, error=f"No agent card found. {reason}".strip())
