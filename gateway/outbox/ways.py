"""The ways to a peer as they come: remembered ones at once, others when the card has been read.

Apart from the rules, which are pure, and from the calls, which only walk along: here is what is
fetched and what is kept.
"""

import asyncio
from collections.abc import AsyncGenerator

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import PeerTimeout, PeerUnreachable
from gateway.core.peer import Peer
from gateway.outbox.card import FoundCard, Search, find_card
from gateway.outbox.exchange import Exchange
from gateway.outbox.pins import Pins
from gateway.outbox.route import Route, needs_card, remembered, routes
from gateway.store.base import TenantStore
from gateway.store.discovery import Discovery, RecordDiscovery


class Ways(Struct, frozen=True):
    store: TenantStore
    exchange: Exchange
    pins: Pins
    clock: Clock

    async def of(
        self, peer: Peer, deadline: float
    ) -> AsyncGenerator[tuple[Route, Discovery], None]:
        """Each way, best first, with what is known of the peer on it.

        Raise PeerUnreachable when not even the card can be asked for, PeerTimeout when it has not
        come by the deadline (the loop's time).
        """
        known = await self.store.find_discovery(peer.name)
        first = remembered(peer, known)
        if known is not None and first is not None:
            yield first, known
        found: FoundCard | None = None
        if peer.url and needs_card(peer):
            try:
                async with asyncio.timeout_at(deadline):
                    search = await self.search(peer)
            except TimeoutError:
                raise PeerTimeout from None
            if isinstance(search.error, PeerUnreachable):
                raise search.error
            found = search.found
        fresh = discovery_of(peer, found)
        for route in routes(peer, found):
            if first is None or (route.dialect, route.url) != (first.dialect, first.url):
                yield route, fresh

    async def search(self, peer: Peer) -> Search:
        """Look for the peer's card: what is found is the one in use, whatever lies there."""
        reach = self.exchange.reach(peer)
        search = await find_card(peer.url, lambda url: self.exchange.fetch_card(url, reach))
        if search.found is None:
            return search
        return replace(search, found=await self.pins.admit(peer, search.found))

    async def remember(self, peer: Peer, route: Route | None, discovery: Discovery) -> None:
        """Keep a way that was understood, or, without one, what was found alone.

        A way that leaves no choice is looked up nowhere, and would take the place of one that does.
        """
        if route is not None and not needs_card(peer):
            return
        if route is not None:
            discovery = replace(
                discovery,
                dialect=route.dialect.name,
                binding=route.dialect.binding,
                endpoint=route.url,
                tenant=route.tenant,
            )
        known = await self.store.find_discovery(peer.name)
        if known is None or replace(known, at=discovery.at) != discovery:
            fresh = replace(discovery, at=self.clock.now())
            await self.store.commit(RecordDiscovery(fresh))


def discovery_of(peer: Peer, found: FoundCard | None) -> Discovery:
    """What a search says of the peer, before anyone called it."""
    if found is None:
        return Discovery(peer.name, peer.url)
    return Discovery(peer.name, peer.url, card=found.text, found_at=found.url)
