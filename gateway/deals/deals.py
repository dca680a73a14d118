"""Requests to many, as the rest of the gateway asks for them: opened, found, seen as they stand.

What is decided about them is apart (``decide``), and so is what comes back (``collect``).
"""

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.deal import Deal, Offer
from gateway.deals.open import Also, Opener, nothing_else
from gateway.deals.refusals import DealNotFound
from gateway.deals.request import DealRequest, read_request
from gateway.deals.view import DealView, view_deal
from gateway.store.base import TenantStore


class Deals(Struct, frozen=True):
    store: TenantStore
    opener: Opener
    clock: Clock

    async def open(self, request: DealRequest, by: str, also: Also = nothing_else) -> Deal:
        """Ask everyone whom the request names; return when that is durable, raise as ``Opener``."""
        return await self.opener.open(request, by, also)

    async def get(self, name: str) -> Deal:
        """The deal of this reference or id; raise DealNotFound."""
        deal = await self.store.deals.find_by_ref(name) or await self.store.deals.find(name)
        if deal is None:
            raise DealNotFound(f"no deal has the reference or the id {name!r}")
        return deal

    async def view(self, name: str) -> DealView:
        """The deal with its offers and their ranking; raise DealNotFound."""
        deal = await self.get(name)
        return await view_deal(self.store, deal, read_request(deal.request), self.clock.now())

    async def get_offer(self, name: str, peer: str) -> Offer:
        """What counts of that peer; raise DealNotFound where it was not asked."""
        deal = await self.get(name)
        offer = await self.store.deals.find_offer(deal.id, peer)
        if offer is None:
            raise DealNotFound(f"{peer!r} was not asked in {deal.ref}")
        return offer
