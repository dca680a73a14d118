"""What came of the calls that asked for offers, taken into the deal in the unit of the call itself.

However an answer comes, at once, by a look at the task, by push or after a restart, it comes
through here once: the audit row says that it came, and the offer says what it is.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.deal import Deal, Offer, OfferKind
from gateway.core.json import JsonObject
from gateway.core.notice import Notice, NoticeType
from gateway.deals.best import BestOffers
from gateway.deals.classify import classify
from gateway.deals.request import DealRequest, read_request
from gateway.outbox import Outcome, Reception
from gateway.store.base import TenantStore
from gateway.store.deal import SaveOffer
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.writes import Write

_MOST_REQUESTS: Final = 64


class Collector:
    """What durable calls tell their results to; of calls that asked for no offer it makes nothing.

    Requests are kept as they were read: each is read once and not for each of its answers.
    """

    def __init__(self, store: TenantStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._best = BestOffers(store, clock)
        self._requests: OrderedDict[str, DealRequest] = OrderedDict()

    async def receive(self, row: Activity, outcome: Outcome, *, is_over: bool) -> Reception:
        asked = await self._store.deals.find_asked_by(row.id)
        deal = None if asked is None else await self._store.deals.find(asked.deal_id)
        if asked is None or deal is None:
            return Reception()
        request, now = self._read(deal), self._clock.now()
        offer = classify(request, outcome, asked, now, _late_after(deal), is_over=is_over)
        if offer is None:
            return Reception((), _expected_at(asked))
        writes: list[Write] = [SaveOffer(offer), self._answered(deal, asked, offer)]
        if offer.is_late and (words := await self._best.compare(deal, request, offer)):
            data = {"ref": deal.ref, "improvement": words, "awarded_to": deal.awarded_to}
            about = {**data, "is_late": offer.is_late, "values": dict(offer.values)}
            writes.append(self._notice(NoticeType.DEAL_IMPROVED, deal, offer, about))
        return Reception(tuple(writes), _expected_at(offer))

    def _answered(self, deal: Deal, was: Offer, offer: Offer) -> Write:
        data: dict[str, Any] = {
            "ref": deal.ref,
            "subject": deal.request.get("subject", ""),
            "kind": offer.kind.value,
            "was": was.kind.value,
            "is_late": offer.is_late,
            "values": dict(offer.values),
            "reason": offer.reason,
            "differs": list(offer.differs),
            "expected_at": iso_from_ms(offer.expected_at) if offer.expected_at else "",
        }
        return self._notice(NoticeType.DEAL_ANSWERED, deal, offer, data)

    def _notice(self, kind: NoticeType, deal: Deal, offer: Offer, data: JsonObject) -> Write:
        said: Mapping[str, Any] = {**data, "deal": deal.id}
        return RaiseNotice(Notice(self._clock.new_id(), kind, offer.at, deal.id, offer.peer, said))

    def _read(self, deal: Deal) -> DealRequest:
        known = self._requests.get(deal.id)
        if known is None:
            known = self._requests[deal.id] = read_request(deal.request)
            if len(self._requests) > _MOST_REQUESTS:
                self._requests.popitem(last=False)
        return known


def _late_after(deal: Deal) -> int:
    """Whatever came first of what ended the time to answer."""
    return min(at for at in (deal.deadline, deal.awarded_at, deal.closed_at) if at)


def _expected_at(offer: Offer) -> int:
    return offer.expected_at if offer.kind is OfferKind.PENDING_REVIEW else 0
