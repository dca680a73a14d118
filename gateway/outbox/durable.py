"""Calls that must not be lost: each a row of the outbox until its peer has answered (SECURITY: P4).

A try that fails is made again with the same message id, so that a peer which had heard it does
nothing twice. What the peer says no to is a dead letter at once. Where the answer is a task at work
another row looks after that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from gateway.core.errors import GatewayError, PeerNotFound, RateLimited
from gateway.core.peer import Peer
from gateway.outbox.ask import Ask, build_call
from gateway.outbox.caller import Asked, Caller
from gateway.outbox.heard import goes_on
from gateway.outbox.letter import call_lane, read_letter, watch_task, write_letter
from gateway.outbox.record import words_of
from gateway.outbox.retry import call_delay, wish_of
from gateway.outbox.verdict import GivenUp, PutOff, Settled, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import AddDelivery, Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

DISPATCHED: Final = "dispatched"
_OPERATION: Final = "SendMessage"


@dataclass(frozen=True, slots=True)
class Durability:
    """``most_waiting`` is how many calls may wait for one peer, ``most_seconds`` how long one try
    may take at all; ``wake`` is called when something was added to the outbox."""

    most_waiting: int = 1000
    most_seconds: float = 60
    wake: Callable[[], object] = bool


@dataclass(frozen=True, slots=True)
class DurableCalls:
    store: TenantStore
    caller: Caller
    bounds: Durability
    random: Callable[[], float]

    async def add(self, peer: Peer, ask: Ask) -> str:
        """Return the id of the audit row when it is durable, with all that is owed.

        Raise RateLimited when too many calls wait for the peer.
        """
        most = self.bounds.most_waiting
        if await self.store.outbox.count_waiting(call_lane(peer.name)) >= most:
            raise RateLimited(f"{most} calls to {peer.name} are waiting already")
        row = self.caller.guide.open_row(
            peer, ask.said, operation=_OPERATION, status=DISPATCHED, skill=ask.skill
        )
        await self.store.commit(RecordActivity(row), AddDelivery(write_letter(ask, row)))
        self.bounds.wake()
        return row.id

    async def carry(self, delivery: Delivery) -> Verdict:
        """One try."""
        row = await self.store.find_activity(delivery.id)
        if row is None:
            return GivenUp("its audit row is gone")
        try:
            peer = self.caller.get_peer(delivery.peer)
        except PeerNotFound as error:
            return give_up(row, error)
        if (wait := self.caller.seconds_to_wait(peer.name)) > 0:
            return PutOff(wait)
        ask = read_letter(delivery)
        asked = await self.caller.ask(
            peer,
            row,
            lambda route, reads: build_call(ask, route.dialect, reads, ask.seed or row.id),
            ask.cause,
        )
        if asked.error is None:
            return self._settle(asked)
        if asked.is_final:
            return give_up(asked.row, asked.error)
        return self._try_again(delivery, asked.row, asked.error)

    def _settle(self, asked: Asked) -> Verdict:
        task = asked.outcome.task
        if task is None or not goes_on(task):
            return Settled((RecordActivity(asked.row),))
        watch = watch_task(asked.row, task.id, self.caller.clock.now())
        return Settled((RecordActivity(asked.row), AddDelivery(watch)))

    def _try_again(self, delivery: Delivery, row: Activity, error: GatewayError) -> Verdict:
        now = self.caller.clock.now() / 1000
        delay = call_delay(self.caller.age(delivery), wish_of(error, now), self.random)
        if delay is None:
            return give_up(row, error)
        delay = max(delay, self.caller.seconds_to_wait(delivery.peer))
        return PutOff(delay, error.message, (RecordActivity(replace(row, status=DISPATCHED)),))


def give_up(row: Activity, error: GatewayError) -> GivenUp:
    """What the call asked for will not be done, and its audit row says why."""
    lost = replace(row, status="error", error=words_of(error))
    return GivenUp(error.message, (RecordActivity(lost),))
