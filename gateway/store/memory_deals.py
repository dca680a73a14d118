"""One tenant's deals in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.core.deal import Deal, Offer, OfferKind
from gateway.store.deal import (
    MOST_ASKED,
    STANDING,
    ChangeDeal,
    DealQuery,
    DealTaken,
    DealWrite,
    OpenDeal,
    SaveOffer,
    StaleDeal,
)


@dataclass(slots=True)
class KeptDeals:
    """``offers`` is every answer, in the order of the commits; ``refs`` counts them by year."""

    by_id: dict[str, Deal] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    refs: Counter[int] = field(default_factory=Counter)

    def stage(self, write: DealWrite, staged: "KeptDeals") -> None:
        """Raise DealTaken or StaleDeal."""
        match write:
            case OpenDeal(deal, offers):
                known = (*self.by_id.values(), *staged.by_id.values())
                if any(deal.id == other.id or deal.ref == other.ref for other in known):
                    raise DealTaken
                staged.by_id[deal.id] = deal
                staged.offers += offers
            case ChangeDeal(deal):
                old = staged.by_id.get(deal.id) or self.by_id.get(deal.id)
                if old is None or old.version != deal.version - 1:
                    raise StaleDeal
                staged.by_id[deal.id] = deal
            case SaveOffer(offer):
                staged.offers.append(offer)

    def merge(self, staged: "KeptDeals") -> None:
        self.by_id.update(staged.by_id)
        self.offers += staged.offers


class MemoryDeals:
    def __init__(self, kept: KeptDeals) -> None:
        self._kept = kept

    async def next_ref(self, year: int) -> int:
        self._kept.refs[year] += 1
        return self._kept.refs[year]

    async def find(self, deal_id: str) -> Deal | None:
        return self._kept.by_id.get(deal_id)

    async def find_by_ref(self, ref: str) -> Deal | None:
        return next((deal for deal in self._kept.by_id.values() if deal.ref == ref), None)

    async def list_page(self, query: DealQuery) -> Sequence[Deal]:
        found = [
            deal
            for deal in self._kept.by_id.values()
            if query.state in (None, deal.state)
            and (
                query.before is None or (deal.opened_at, deal.id) < (query.before, query.before_id)
            )
        ]
        found.sort(key=lambda deal: (deal.opened_at, deal.id), reverse=True)
        return found[: query.limit]

    async def list_unsettled(self) -> Sequence[Deal]:
        found = [deal for deal in self._kept.by_id.values() if not deal.settled_at]
        return sorted(found, key=lambda deal: (deal.deadline, deal.id))

    async def list_offers(self, deal_id: str) -> Sequence[Offer]:
        return _counting(offer for offer in self._kept.offers if offer.deal_id == deal_id)

    async def list_asked(self, deal_id: str, limit: int = MOST_ASKED) -> Sequence[Offer]:
        offers = await self.list_offers(deal_id)
        return [offer for offer in offers if not STANDING[offer.kind]][:limit]

    async def count_kinds(self, deal_id: str) -> Mapping[OfferKind, int]:
        return Counter(offer.kind for offer in await self.list_offers(deal_id))

    async def find_offer(self, deal_id: str, peer: str) -> Offer | None:
        found = _counting(await self.list_history(deal_id, peer))
        return found[0] if found else None

    async def find_asked_by(self, activity_id: str) -> Offer | None:
        of_call = (offer for offer in self._kept.offers if offer.activity_id == activity_id)
        found = _counting(of_call)
        return found[0] if found else None

    async def list_history(self, deal_id: str, peer: str = "") -> Sequence[Offer]:
        return [
            offer
            for offer in self._kept.offers
            if offer.deal_id == deal_id and peer in ("", offer.peer)
        ]

    async def list_past_offers(self, peers: Collection[str], limit: int) -> Sequence[Offer]:
        found: list[Offer] = []
        for peer in peers:
            by_deal: dict[str, list[Offer]] = {}
            for offer in self._kept.offers:
                if offer.peer == peer:
                    by_deal.setdefault(offer.deal_id, []).append(offer)
            for offers in list(by_deal.values())[-limit:]:
                found += _counting(offers)
        return sorted(found, key=self._kept.offers.index)


def _counting(offers: Iterable[Offer]) -> list[Offer]:
    """Of each peer the one that counts, by their names."""
    counts: dict[str, Offer] = {}
    for offer in offers:
        known = counts.get(offer.peer)
        if known is None or STANDING[offer.kind] >= STANDING[known.kind]:
            counts[offer.peer] = offer
    return [counts[peer] for peer in sorted(counts)]
