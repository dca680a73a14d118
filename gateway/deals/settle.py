"""When a deal has settled: everyone has answered, or the time to answer is over.

Who said nothing until then is told apart by what is known of the call: whether it was heard, or
could not be reached. A settled deal still takes answers; they are late.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.errors import PeerTimeout, StoreError
from gateway.core.notice import Notice, NoticeType
from gateway.deals.request import read_request
from gateway.deals.view import view_deal
from gateway.observe.log import Log
from gateway.outbox.record import message_of
from gateway.store.base import TenantStore
from gateway.store.deal import ChangeDeal, SaveOffer, StaleDeal
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.watch import Watch
from gateway.store.writes import Write

_LOOK_SECONDS: Final = 15.0
# Answers come in swarms: a deal is looked at once for each swarm.
_GATHER_SECONDS: Final = 0.2


class Settler(Struct, frozen=True):
    store: TenantStore
    clock: Clock
    log: Log

    async def run(self) -> None:
        """Settle deals as long as it is not cancelled; what became due while nothing ran is settled
        at once."""
        with self.store.notices.watch() as watch:
            changed: set[str] | None = None
            while True:
                try:
                    seconds = await self.settle(changed)
                except StoreError as error:
                    self.log.warning("deals_unsettled", problem=error.message)
                    seconds, changed = _LOOK_SECONDS, None
                    await asyncio.sleep(_GATHER_SECONDS)
                else:
                    changed = await self._wait(watch, seconds)

    async def settle(self, changed: set[str] | None = None) -> float:
        """Settle what can be, of the deals whose time goes on only those that ``changed``, None for
        any; return after how many seconds to look again.
        """
        next_at = self.clock.now() + round(_LOOK_SECONDS * 1000)
        for deal in await self.store.deals.list_unsettled():
            is_due = deal.deadline <= self.clock.now()
            if (is_due or changed is None or deal.id in changed) and await self._settle(deal):
                continue
            next_at = min(next_at, deal.deadline)
        return max(0, next_at - self.clock.now()) / 1000

    async def _wait(self, watch: Watch, seconds: float) -> set[str] | None:
        """Which deals were answered; None where that is not known."""
        try:
            async with asyncio.timeout(seconds):
                news = await watch.take()
        except TimeoutError:
            return None
        await asyncio.sleep(_GATHER_SECONDS)
        found = [await self.store.notices.find(notice_id) for notice_id in news.ids]
        answered = {
            notice.subject
            for notice in found
            if notice is not None and notice.type is NoticeType.DEAL_ANSWERED
        }
        return None if news.lost else answered

    async def _settle(self, deal: Deal) -> bool:
        """Whether it has settled."""
        now = self.clock.now()
        if now < deal.deadline and await self.store.deals.list_asked(deal.id, 1):
            return False
        silent = await self.store.deals.list_asked(deal.id)
        ended = [await self._end(offer, now) for offer in silent]
        settled = replace(deal, settled_at=now, version=deal.version + 1)
        writes: list[Write] = [*map(SaveOffer, ended), ChangeDeal(settled)]
        if deal.state is DealState.OPEN:
            writes.append(await self._notice(settled, ended))
        try:
            await self.store.commit(*writes)
        except StaleDeal:
            # Somebody decides about it: the next look finds what was decided.
            return False
        return True

    async def _end(self, offer: Offer, now: int) -> Offer:
        row = await self.store.find_activity(offer.activity_id)
        if row is None or await self._was_heard(row, now):
            return replace(offer, kind=OfferKind.TIMED_OUT, at=now)
        reason = message_of(row) or "it could not be asked before the deadline"
        return replace(offer, kind=OfferKind.UNREACHABLE, at=now, reason=reason)

    async def _was_heard(self, row: Activity, now: int) -> bool:
        """Whether the peer got the call, as far as can be told."""
        if row.error:
            return row.error.startswith(PeerTimeout.reason)
        if row.status == "pending":
            return True
        delivery = await self.store.outbox.find(row.id)
        return delivery is not None and delivery.lease > now

    async def _notice(self, deal: Deal, ended: Sequence[Offer]) -> Write:
        request, now = read_request(deal.request), self.clock.now()
        view = await view_deal(self.store, deal, request, now, ended)
        best = view.ranking.best
        data = {
            "deal": deal.id,
            "ref": deal.ref,
            "subject": request.subject,
            "asked": len(view.offers),
            "kinds": Counter(offer.kind.value for offer in view.offers),
            "best": best.peer if best is not None else "",
            "recommendation": view.recommendation,
        }
        kind = NoticeType.DEAL_SETTLED
        return RaiseNotice(Notice(f"{deal.id}-settled", kind, now, deal.id, data=data))
