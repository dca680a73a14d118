"""Following up now what is followed up by itself as well: a look at the peer's task, or a word.

A question that is on its way, or a task that is looked at now and then, is only hastened; where
nothing is under way any more, the peer is asked again.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.deal import OVER, SILENT, UNDECIDED, Deal, Offer, OfferKind
from gateway.core.delivery import DeliveryState
from gateway.core.errors import PeerNotFound
from gateway.deals.ask import request_ask
from gateway.deals.decide import Decided, Decider, Desk, write_decision
from gateway.deals.letters import NO_ONE, Told, Words
from gateway.deals.record import FOLLOWED
from gateway.deals.refusals import DealOver, NothingToFollow
from gateway.deals.request import read_request
from gateway.deals.say import say_offer
from gateway.deals.tell import follow_ask
from gateway.outbox import Ask
from gateway.outbox.letter import watch_task
from gateway.store.deal import SaveOffer
from gateway.store.outbox import AddDelivery, Delivery, RemoveDelivery
from gateway.store.writes import RecordActivity, Unit

# So long the answer to a question that is asked after the deadline is of use.
_AFTERWARDS_MS: Final = 86_400_000
_MOST_NAMED: Final = 20
LOOKED_AT: Final = "its task is looked at now"
HASTENED: Final = "its question is sent now"
ASKED_AGAIN: Final = "it is asked again"


class Step(Struct, frozen=True):
    """``how`` it is followed up, for people."""

    how: str
    writes: Unit = ()
    hastened: Delivery | None = None
    told: Told = NO_ONE


class Follow(Struct, frozen=True):
    """``peer`` "" follows up all that have not answered or whose human has not decided. One that is
    named may also be one that could not be asked, or did not answer in time."""

    by: str
    peer: str = ""

    async def apply(self, deal: Deal, desk: Desk) -> tuple[Decided, Unit]:
        """Raise DealOver, NothingToFollow, or PeerNotFound where one is named and not called."""
        if deal.state in OVER:
            raise DealOver(f"{deal.ref} is {deal.state}")
        saved = replace(deal, version=deal.version + 1)
        steps: dict[str, Step] = {}
        told = NO_ONE
        for offer in await self._choose(deal, desk):
            try:
                steps[offer.peer] = await _follow(saved, offer, desk)
            except PeerNotFound as error:
                if self.peer:
                    raise
                told += Told(untold={offer.peer: error.message})
        for step in steps.values():
            told += step.told
        followed = {peer: step.how for peer, step in steps.items()}
        text = f"followed up {len(followed)} peers"
        if len(followed) <= _MOST_NAMED:
            text = "; ".join(f"followed up {peer}: {how}" for peer, how in followed.items())
        now = desk.clock.now()
        rows = write_decision(saved, FOLLOWED, text, {"by": self.by}, now, told, self.peer)
        hastened = tuple(step.hastened for step in steps.values() if step.hastened is not None)
        writes = [write for step in steps.values() for write in step.writes]
        decided = Decided(saved, told=told, followed=followed, hastened=hastened, is_new=True)
        return decided, (*rows, *writes, *told.writes)

    async def _choose(self, deal: Deal, desk: Desk) -> list[Offer]:
        offers = await desk.store.deals.list_offers(deal.id)
        if not self.peer:
            if chosen := [offer for offer in offers if offer.kind in UNDECIDED]:
                return chosen
            raise NothingToFollow("all have answered, or could not be asked; name one to ask again")
        offer = next((offer for offer in offers if offer.peer == self.peer), None)
        if offer is None:
            raise NothingToFollow(f"{self.peer} was not asked")
        if offer.kind not in UNDECIDED | SILENT:
            raise NothingToFollow(f"{self.peer} {say_offer(offer)}")
        return [offer]


class Follower(Struct, frozen=True):
    """``forgive`` lets a peer be called though it failed a moment ago."""

    decider: Decider
    forgive: Callable[[str], object]

    async def follow(self, name: str, by: str, peer: str = "") -> Decided:
        """Raise what ``Follow`` raises. Where we are stopped in the middle, what was to be hastened
        leaves in its own time."""
        decided = await self.decider.decide(name, Follow(by, peer))
        desk = self.decider.desk
        for delivery in decided.hastened:
            await desk.store.outbox.retry(delivery.id, desk.clock.now())
        for followed in decided.followed:
            self.forgive(followed)
        self.decider.wake()
        return decided


async def _follow(deal: Deal, offer: Offer, desk: Desk) -> Step:
    """Raise PeerNotFound for a peer that is not called."""
    store, now = desk.store, desk.clock.now()
    row = await store.find_activity(offer.activity_id)
    call = await store.outbox.find(offer.activity_id)
    watch = await store.outbox.find(f"{offer.activity_id}-task")
    desk.letters.outbox.get_peer(offer.peer)
    if watch is not None:
        return Step(LOOKED_AT, hastened=watch)
    if call is not None and call.state is DeliveryState.WAITING:
        return Step(HASTENED, hastened=call)
    if row is not None and row.task_id and offer.kind not in SILENT:
        looked_for = RecordActivity(replace(row, status="pending", error=""))
        return Step(LOOKED_AT, (looked_for, AddDelivery(watch_task(row, row.task_id, now))))
    request = read_request(deal.request)
    if offer.kind is OfferKind.PENDING_REVIEW:
        words: Words = partial(follow_ask, deal, request, offer)
    else:
        until = max(deal.deadline, now + _AFTERWARDS_MS)
        words = partial(_in, replace(request_ask(deal, request), until=until))
    told = await desk.letters.confirm(offer, words)
    asked = SaveOffer(replace(offer, activity_id=told.calls[offer.peer], at=now))
    # What was given up stays no dead letter, which somebody might send as well.
    given_up = () if call is None else (RemoveDelivery(call, now),)
    return Step(ASKED_AGAIN, (asked, *given_up), told=told)


def _in(ask: Ask, context_id: str) -> Ask:
    return replace(ask, context_id=context_id)
