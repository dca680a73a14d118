"""A deal as it stands: every offer that counts, ranked, with what to make of it in words."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from gateway.core.deal import Deal, Offer
from gateway.deals.rank import Ranking, rank
from gateway.deals.reliability import Reliability, reliability_of
from gateway.deals.request import DealRequest
from gateway.deals.summary import recommend
from gateway.store.base import TenantStore

_PAST_DEALS: Final = 50


class DealView(Struct, frozen=True):
    """``offers`` are in the order of the peers' names. ``reliability`` is of each by what it did in
    other deals. ``recommendation`` says what to make of it all, without a model.
    """

    deal: Deal
    request: DealRequest
    offers: Sequence[Offer]
    ranking: Ranking
    reliability: Mapping[str, Reliability]
    recommendation: str

    def find_offer(self, peer: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.peer == peer), None)


async def view_deal(
    store: TenantStore,
    deal: Deal,
    request: DealRequest,
    now: int,
    ended: Sequence[Offer] = (),
) -> DealView:
    """``ended`` take the places of offers that are kept, for what is to be kept with the view."""
    kept = {offer.peer: offer for offer in await store.deals.list_offers(deal.id)}
    offers = list({**kept, **{offer.peer: offer for offer in ended}}.values())
    past = await store.deals.list_past_offers(kept.keys(), _PAST_DEALS + 1)
    # A thousand offers take so long that nobody else should wait for it.
    return await asyncio.to_thread(_view, deal, request, offers, past, now)


def _view(
    deal: Deal, request: DealRequest, offers: Sequence[Offer], past: Sequence[Offer], now: int
) -> DealView:
    by_peer: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in past:
        if offer.deal_id != deal.id:
            by_peer[offer.peer].append(offer)
    reliability = {one.peer: reliability_of(by_peer[one.peer], now) for one in offers}
    ranking = rank(request, offers, reliability)
    words = recommend(request, offers, ranking, now, deal=deal)
    return DealView(deal, request, offers, ranking, reliability, words)
