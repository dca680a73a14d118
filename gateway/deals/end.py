"""The end of a deal: closed, when no more answers are wanted; put away, when it is done with."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.deal import OVER, UNDECIDED, Deal, DealState, Offer, OfferKind
from gateway.core.notice import NoticeType
from gateway.deals.decide import Decided, Desk, write_decision, write_notice
from gateway.deals.letters import NO_ONE
from gateway.deals.record import ARCHIVED, CLOSED
from gateway.deals.refusals import DealUndecided
from gateway.deals.request import read_request
from gateway.deals.tell import closed_ask
from gateway.store.deal import SaveOffer
from gateway.store.outbox import RemoveDelivery
from gateway.store.writes import RecordActivity, Unit

_UNASKED: Final = "the deal was closed before it was reached"


class Close(Struct, frozen=True):
    """``note`` is for the record, ``message`` for those that are told: with ``tell_pending`` all
    that are still at it."""

    by: str
    note: str = ""
    message: str = ""
    tell_pending: bool = False

    async def apply(self, deal: Deal, desk: Desk) -> tuple[Decided, Unit]:
        """Who was not reached so far is not asked any more; what others answer is kept as late."""
        if deal.state in OVER:
            return Decided(deal), ()
        now, request = desk.clock.now(), read_request(deal.request)
        saved = replace(
            deal,
            state=DealState.CLOSED,
            closed_at=now,
            note=self.note or deal.note,
            version=deal.version + 1,
        )
        offers = await desk.store.deals.list_offers(deal.id)
        unreached = await _find_unreached(offers, desk)
        told = NO_ONE
        for offer in offers if self.tell_pending else ():
            if offer.kind in UNDECIDED and offer.peer not in unreached:
                words = partial(closed_ask, saved, request, offer, message=self.message)
                told += await desk.letters.tell(offer, words)
        said = {"by": self.by, "note": self.note, "message": self.message}
        rows = write_decision(saved, CLOSED, "closed", said, now, told)
        notice = write_notice(saved, NoticeType.DEAL_CLOSED, desk.clock, said)
        left = [write for offer in offers for write in unreached.get(offer.peer, ())]
        decided = Decided(saved, told=told, unasked=tuple(unreached), is_new=True)
        return decided, (*rows, notice, *left, *told.writes)


class Archive(Struct, frozen=True):
    """``note`` is for the record."""

    by: str
    note: str = ""

    async def apply(self, deal: Deal, desk: Desk) -> tuple[Decided, Unit]:
        """Raise DealUndecided for one that is open."""
        if deal.state is DealState.ARCHIVED:
            return Decided(deal), ()
        if deal.state is DealState.OPEN:
            raise DealUndecided(f"award or close {deal.ref} first")
        saved = replace(
            deal,
            state=DealState.ARCHIVED,
            note=self.note or deal.note,
            version=deal.version + 1,
        )
        said = {"by": self.by, "note": self.note}
        rows = write_decision(saved, ARCHIVED, "archived", said, desk.clock.now())
        return Decided(saved, is_new=True), rows


async def _find_unreached(offers: Sequence[Offer], desk: Desk) -> dict[str, Unit]:
    """By peer, what lets go of a question that nobody heard so far and that is not on its way."""
    now = desk.clock.now()
    found: dict[str, Unit] = {}
    for offer in offers:
        if offer.kind is not OfferKind.ASKED:
            continue
        delivery = await desk.store.outbox.find(offer.activity_id)
        row = await desk.store.find_activity(offer.activity_id)
        if delivery is None or delivery.lease or row is None:
            continue
        found[offer.peer] = (
            RemoveDelivery(delivery, now),
            RecordActivity(replace(row, status="error", error=_UNASKED)),
            SaveOffer(replace(offer, kind=OfferKind.UNREACHABLE, at=now, reason=_UNASKED)),
        )
    return found
