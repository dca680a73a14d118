"""What a late offer is held against: the one that was taken, or the best of those before it.

The best is reckoned once for each deal and then kept: of a thousand late offers each is compared
with one other, and not the whole ranked again.
"""

from collections import OrderedDict
from typing import Final

from gateway.core.clock import Clock
from gateway.core.deal import OFFERED, Deal, DealState, Offer, OfferKind
from gateway.deals.improve import improvement
from gateway.deals.request import DealRequest
from gateway.deals.view import view_deal
from gateway.store.base import TenantStore

_MOST_DEALS: Final = 256


class BestOffers:
    def __init__(self, store: TenantStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._best: OrderedDict[str, Offer | None] = OrderedDict()

    async def compare(self, deal: Deal, request: DealRequest, late: Offer) -> str:
        """How a late answer is better, in words, "" where it is not, or nobody wants to know."""
        if deal.state is DealState.AWARDED:
            taken = await self._find_taken(deal)
            return "" if taken is None else improvement(request, taken, late)
        if deal.state is not DealState.OPEN:
            return ""
        best = await self._find_best(deal, request)
        words = "" if best is None else improvement(request, best, late, is_awarded=False)
        if words or (best is None and late.kind is OfferKind.QUOTED):
            self._best[deal.id] = late
        elif best is not None and best.peer == late.peer:
            # What it said before counts no more, and who is best now has to be reckoned again.
            self._best.pop(deal.id, None)
        return words

    async def _find_taken(self, deal: Deal) -> Offer | None:
        """The winner's offer as it was then."""
        history = await self._store.deals.list_history(deal.id, deal.awarded_to)
        offers = [one for one in history if one.kind in OFFERED and one.at <= deal.awarded_at]
        return offers[-1] if offers else None

    async def _find_best(self, deal: Deal, request: DealRequest) -> Offer | None:
        if deal.id not in self._best:
            view = await view_deal(self._store, deal, request, self._clock.now())
            best = view.ranking.best
            self._best[deal.id] = None if best is None else view.find_offer(best.peer)
            if len(self._best) > _MOST_DEALS:
                self._best.popitem(last=False)
        return self._best[deal.id]
