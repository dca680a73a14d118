"""Taking one peer's offer: the winner is told, once, in words and as data, and maybe the others."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import iso_from_ms
from gateway.core.deal import OFFERED, Deal, DealState, Offer, OfferKind
from gateway.core.notice import NoticeType
from gateway.deals.awardable import get_awardable
from gateway.deals.decide import Decided, Desk, write_decision, write_notice
from gateway.deals.record import AWARDED
from gateway.deals.refusals import AlreadyAwarded, DealOver, OfferChanged
from gateway.deals.request import read_request
from gateway.deals.say import say_values
from gateway.deals.tell import award_ask, no_award_ask
from gateway.store.writes import Unit


class Award(Struct, frozen=True):
    """``note`` is for the record, ``message`` for the winner; ``anyway`` takes also what is not as
    it was asked for. ``tell_others`` has a polite no sent to those whose offer is not taken.
    ``seen_at`` is when the offer came that was decided upon, 0 for the newest, whatever it is."""

    peer: str
    by: str
    note: str = ""
    message: str = ""
    tell_others: bool = False
    anyway: bool = False
    seen_at: int = 0

    async def apply(self, deal: Deal, desk: Desk) -> tuple[Decided, Unit]:
        """Raise AlreadyAwarded for another winner, DealOver, NotAwardable, OfferChanged, and
        PeerNotFound for a winner that cannot be told."""
        offers = await desk.store.deals.list_offers(deal.id)
        if deal.awarded_to == self.peer:
            taken = next((offer for offer in offers if offer.peer == self.peer), None)
            return Decided(deal, offer=taken), ()
        if deal.awarded_to:
            when = iso_from_ms(deal.awarded_at)
            raise AlreadyAwarded(f"{deal.ref} went to {deal.awarded_to} at {when}")
        if deal.state is not DealState.OPEN:
            raise DealOver(f"{deal.ref} is {deal.state}")
        now = desk.clock.now()
        offer = get_awardable(offers, self.peer, now, anyway=self.anyway)
        if self.seen_at not in (0, offer.at):
            newest = say_values(offer.values, read_request(deal.request).currency)
            raise OfferChanged(f"{self.peer} offers something newer since then: {newest}")
        saved = replace(
            deal,
            state=DealState.AWARDED,
            awarded_to=self.peer,
            awarded_at=now,
            note=self.note,
            version=deal.version + 1,
        )
        return await self._award(saved, offer, offers, desk)

    async def _award(
        self, saved: Deal, offer: Offer, offers: Sequence[Offer], desk: Desk
    ) -> tuple[Decided, Unit]:
        request = read_request(saved.request)
        told = await desk.letters.confirm(
            offer, partial(award_ask, saved, request, offer, message=self.message)
        )
        others = [o for o in offers if o.kind in OFFERED and o.peer != self.peer]
        for other in others if self.tell_others else ():
            told += await desk.letters.tell(other, partial(no_award_ask, saved, request, other))
        text = f"awarded to {self.peer}: {say_values(offer.values, request.currency)}"
        said = {
            "by": self.by,
            "note": self.note,
            "message": self.message,
            "anyway": self.anyway,
            "offer": dict(offer.values),
        }
        rows = write_decision(saved, AWARDED, text, said, saved.awarded_at, told, self.peer)
        noticed = {"by": self.by, "note": self.note, "offer": dict(offer.values)}
        notice = write_notice(saved, NoticeType.DEAL_AWARDED, desk.clock, noticed, self.peer)
        pending = tuple(o.peer for o in offers if o.kind is OfferKind.PENDING_REVIEW)
        return Decided(saved, offer, told, pending, is_new=True), (*rows, notice, *told.writes)
