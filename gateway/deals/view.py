"""A deal as it stands: every offer that counts, ranked, with what to make of it in words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.core.deal import Deal, Offer
from gateway.deals.rank import Ranking, rank
from gateway.deals.reliability import Reliability, reliability_of
from gateway.deals.request import DealRequest
from gateway.deals.summary import recommend
from gateway.store.base import TenantStore

_PAST_DEALS: Final = 50


@dataclass(frozen=True, slots=True)
class DealView:
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


async def view_deal(store: TenantStore, deal: Deal, request: DealRequest, now: int) -> DealView:
    offers = await store.deals.list_offers(deal.id)
    reliability = await find_reliability(store, deal, offers, now)
    ranking = rank(request, offers, reliability)
    words = recommend(request, offers, ranking, now, deal=deal)
    return DealView(deal, request, offers, ranking, reliability, words)


async def rank_offers(
    store: TenantStore, deal: Deal, request: DealRequest, offers: Sequence[Offer], now: int
) -> Ranking:
    return rank(request, offers, await find_reliability(store, deal, offers, now))


async def find_reliability(
    store: TenantStore, deal: Deal, offers: Sequence[Offer], now: int
) -> dict[str, Reliability]:
    """Of everyone who was asked, by their newest deals but this one."""
    peers = [offer.peer for offer in offers]
    past: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in await store.deals.list_past_offers(peers, _PAST_DEALS + 1):
        if offer.deal_id != deal.id:
            past[offer.peer].append(offer)
    return {peer: reliability_of(past[peer], now) for peer in peers}
