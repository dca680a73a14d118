"""Opening a deal: the request, who is asked, and every call by which they are, in one unit.

Either all of the peers are owed the request or none is, whatever happens meanwhile; and a request
that names its reference is opened once, however often it is sent.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from msgspec import Struct

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.errors import InvalidParams, Unavailable, Violation
from gateway.core.notice import Notice, NoticeType
from gateway.core.peer import Peer
from gateway.deals.ask import request_ask
from gateway.deals.audience import choose_peers
from gateway.deals.figures import day_of
from gateway.deals.refusals import DealConflict
from gateway.deals.request import DealRequest
from gateway.deals.sound import check_award
from gateway.deals.wrong import wrong_fields
from gateway.outbox import Outbox
from gateway.outbox.record import cut_json
from gateway.store.base import TenantStore
from gateway.store.deal import DealTaken, OpenDeal
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity, Write

OPENED: Final = "OpenDeal"

Also: TypeAlias = Callable[[Deal, Sequence[Offer]], Sequence[Write]]
"""What else belongs to the unit that opens a deal, of which these peers are asked."""

_REFS_TRIED: Final = 100


def nothing_else(_: Deal, __: Sequence[Offer]) -> Sequence[Write]:
    return ()


class Opener(Struct, frozen=True):
    """``list_peers`` are the rows as the config has them now; ``wake`` is called when something was
    added to the outbox."""

    store: TenantStore
    outbox: Outbox
    clock: Clock
    list_peers: Callable[[], Sequence[Peer]]
    wake: Callable[[], object]

    async def open(self, request: DealRequest, by: str, also: Also = nothing_else) -> Deal:
        """Return when it is durable; the same request under the same reference is the same deal.

        ``by`` is who opened it; ``also`` is asked for what is kept with a new one. Raise
        InvalidParams for what cannot be asked or nobody can be, and DealConflict for a reference of
        another request.
        """
        if (known := await self._find_same(request)) is not None:
            return known
        check_award(request)
        deadline = self._deadline(request)
        peers = choose_peers(request.audience, self.list_peers(), await self._cards(request))
        for _ in range(_REFS_TRIED):
            ref = request.ref or await self._next_ref()
            deal = self._deal(request.model_copy(update={"ref": ref}), deadline)
            try:
                await self.store.commit(*self._unit(deal, request, peers, by, also))
            except DealTaken:
                if (known := await self._find_same(request)) is not None:
                    return known
                continue
            self.wake()
            return deal
        raise Unavailable("no reference is free; give one")

    async def _find_same(self, request: DealRequest) -> Deal | None:
        if not request.ref:
            return None
        known = await self.store.deals.find_by_ref(request.ref)
        if known is None:
            return None
        said = request.write()
        differs = sorted(name for name in said if said[name] != known.request.get(name))
        if differs:
            raise DealConflict(f"{request.ref} differs in {', '.join(differs)}")
        return known

    def _deadline(self, request: DealRequest) -> int:
        """Raise InvalidParams where the time to answer, or to deliver, is over."""
        now, needed_by = self.clock.now(), request.needed_by
        if needed_by is not None and needed_by < day_of(now):
            raise _over("needed_by")
        if isinstance(request.deadline, timedelta):
            return now + request.deadline // timedelta(milliseconds=1)
        at = round(request.deadline.timestamp() * 1000)
        if at <= now:
            raise _over("deadline")
        return at

    async def _cards(self, request: DealRequest) -> dict[str, str]:
        """Those that are known of the peers, by their names, if the choice needs them."""
        if not request.audience.skills:
            return {}
        found = [await self.store.find_discovery(peer.name) for peer in self.list_peers()]
        return {known.peer: known.card for known in found if known is not None}

    async def _next_ref(self) -> str:
        year = datetime.fromtimestamp(self.clock.now() / 1000, UTC).year
        return f"PR-{year}-{await self.store.deals.next_ref(year):04d}"

    def _deal(self, request: DealRequest, deadline: int) -> Deal:
        return Deal(
            self.clock.new_id(),
            request.ref,
            DealState.OPEN,
            request.write(),
            self.clock.now(),
            deadline,
        )

    def _unit(
        self, deal: Deal, request: DealRequest, peers: Sequence[Peer], by: str, also: Also
    ) -> list[Write]:
        ask, at = request_ask(deal, request), deal.opened_at
        asked: list[Offer] = []
        owed: list[Write] = []
        for peer in peers:
            letter = self.outbox.letter(peer, ask, lane=f"deal/{deal.id}/{peer.name}")
            owed += letter.writes
            asked.append(Offer(deal.id, peer.name, OfferKind.ASKED, at, at, letter.row.id))
        told: dict[str, Any] = {"ref": deal.ref, "subject": request.subject, "by": by}
        told |= {"deal": deal.id, "asked": len(peers), "deadline": iso_from_ms(deal.deadline)}
        notice = Notice(self.clock.new_id(), NoticeType.DEAL_OPENED, at, deal.id, data=told)
        row = Activity(
            id=f"{deal.id}-opened",
            at=at,
            peer="",
            direction="internal",
            operation=OPENED,
            status="success",
            input=cut_json({**told, "request": deal.request}),
        )
        opened = (RecordActivity(row), OpenDeal(deal, asked), RaiseNotice(notice))
        return [*opened, *also(deal, asked), *owed]


def _over(field: str) -> InvalidParams:
    return wrong_fields(Violation(field, "is over already"))
