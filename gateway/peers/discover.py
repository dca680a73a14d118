"""Find a peer by its URL, keep what was found, and have it audited or tested (PROTOCOL section 9).

A probe looks at a URL that may be no peer's yet and keeps nothing; a discovery looks at a peer's
row and keeps its card with the way to call it, which the next call then takes.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from gateway.core.card import AgentCard
from gateway.core.errors import PeerUnreachable, PeerWithoutUrl
from gateway.core.json import JsonObject
from gateway.core.peer import Peer
from gateway.net import Reach, check_url
from gateway.outbox import Ask, Exchange, Health, Outbox, Outcome, Pins, Ways
from gateway.outbox.card import Search, find_card
from gateway.outbox.notice import note_error
from gateway.outbox.pins import PinView
from gateway.outbox.route import Route, routes
from gateway.outbox.ways import discovery_of
from gateway.peers.jwks import find_keys
from gateway.peers.sound import Sounder

CHECK_SECONDS: Final = 120
AUDIT: Final = "openclaw_audit"
TEST: Final = "openclaw_test"
_HELD: Final = "The card that was found waits to be confirmed."
_NO_CARD: Final = AgentCard("", "", "", ())
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Probe(Struct, frozen=True):
    """``card`` and ``found_at`` are there on success, ``error`` says why not otherwise.

    ``dialect`` is the language that the peer is to be called in, "" while no call has shown it; one
    that has no card is found by it alone, at the URL that it is spoken at. ``is_held`` says that
    another card than this waits for the operator's confirmation.
    """

    tried: tuple[str, ...]
    found_at: str = ""
    card: AgentCard | None = None
    dialect: str = ""
    error: str = ""
    is_held: bool = False

    @property
    def success(self) -> bool:
        return self.card is not None or self.dialect != ""


class Discoverer(Struct, frozen=True):
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
        """Look for the peer's card, and for its language where the card does not say; keep what is
        found, and nothing changes when that is nothing.

        Raise EgressDenied for a url that may not be called, PeerWithoutUrl for a row without one.
        """
        if not peer.url:
            raise PeerWithoutUrl(peer.name)
        check_url(peer.url, self.exchange.reach(peer))
        search = await self.ways.search(peer)
        is_held = self.pins.view(peer).pin.held is not None
        if isinstance(search.error, PeerUnreachable):
            now = self.ways.clock.now()
            note_error(self.health, peer.name, search.error, is_heard=False, now=now)
            return _probe_of(search, is_held=is_held)
        way = None
        if search.found is not None:
            # What the card says is taken at its word, a guess is not.
            way = next((way for way in routes(peer, search.found) if way.is_sure), None)
        if way is None and not is_held:
            way = await Sounder(self.exchange).find_way(peer, search.found)
        if search.found is not None or way is not None:
            self.health.note_seen(peer.name)
            await self.ways.remember(peer, way, discovery_of(peer, search.found))
        return _probe_of(search, way, is_held=is_held)

    async def confirm(
        self, peer: Peer, digest: str = "", fingerprint: str = "", key: str = ""
    ) -> PinView:
        """Say yes to the peer's card as it was found last; of the keys that the peer publishes,
        those that signed it are pinned, or the one of the ``fingerprint`` alone.

        ``key``, as JWK in JSON, is looked at instead of those. Raise NothingToConfirm or
        CardMismatch.
        """
        pin = self.pins.view(peer).pin
        seen = pin.held or pin.card
        keys = [key] if key else []
        if seen is not None and not key:
            keys = await find_keys(self.exchange, peer, seen.url)
        return await self.pins.confirm(peer, keys, digest, fingerprint)

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
    if not probe.success:
        tried = list(probe.tried)
        return {"success": False, "error": probe.error, "tried_paths": tried, **held}
    card = probe.card or _NO_CARD
    return {
        "success": True,
        **held,
        "found_at": probe.found_at,
        **({"dialect": probe.dialect} if probe.dialect else {}),
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


def _probe_of(search: Search, way: Route | None = None, *, is_held: bool = False) -> Probe:
    dialect = way.dialect.name if way is not None else ""
    if search.found is not None:
        found = search.found
        return Probe(search.tried, found.url, found.card, dialect=dialect, is_held=is_held)
    if is_held:
        return Probe(search.tried, error=_HELD, is_held=True)
    if way is not None:
        return Probe(search.tried, way.url, dialect=dialect)
    reason = search.error.message if search.error is not None else ""
    return Probe(search.tried, error=f"No agent card found. {reason}".strip())
