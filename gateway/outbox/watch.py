"""Tasks that go on at peers after the call was answered: each looked up until its end.

What comes late goes into the audit row of the call. Whoever else brings the end of a task, such as
a push by the peer, writes it there too, and the next look finds that there is nothing left to do.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct

from gateway.core.call import GetTask
from gateway.core.errors import (
    MethodNotFound,
    PeerNotFound,
    PeerTimeout,
    UnsupportedOperation,
)
from gateway.outbox.caller import Asked, Caller
from gateway.outbox.durable import DISPATCHED, give_up
from gateway.outbox.heard import is_over
from gateway.outbox.results import Results
from gateway.outbox.retry import LOOK_DAYS, look_delay
from gateway.outbox.verdict import PutOff, Settled, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

_OPEN: Final = frozenset({"pending", DISPATCHED})


class TaskWatch(Struct, frozen=True):
    store: TenantStore
    caller: Caller
    random: Callable[[], float]
    results: Results

    async def carry(self, delivery: Delivery) -> Verdict:
        """One look."""
        row = await self.store.find_activity(delivery.target)
        if row is None or row.status not in _OPEN:
            return Settled()
        try:
            peer = self.caller.get_peer(delivery.peer)
        except PeerNotFound as error:
            return await give_up(row, error, self.results)
        if (wait := self.caller.seconds_to_wait(peer.name)) > 0:
            return PutOff(wait)
        asked = await self.caller.ask(peer, row, partial(_look_up, delivery.task_id))
        task = asked.outcome.task
        if task is not None and is_over(task) and task.review is None:
            received = await self.results.receive(asked.row, asked.outcome, is_over=True)
            return Settled((RecordActivity(asked.row), *received.writes))
        if isinstance(asked.error, UnsupportedOperation | MethodNotFound):
            # It cannot be asked; maybe it tells.
            return Settled()
        if asked.error is not None and asked.is_final:
            return await give_up(asked.row, asked.error, self.results)
        return await self._look_again(delivery, row, asked)

    async def _look_again(self, delivery: Delivery, row: Activity, asked: Asked) -> Verdict:
        received = await self.results.receive(row, asked.outcome, is_over=False)
        delay = look_delay(
            self.caller.age(delivery), self.random, self._seconds_until(received.expected_at)
        )
        if delay is None:
            return await give_up(row, PeerTimeout(f"at work for {LOOK_DAYS} days"), self.results)
        if asked.error is not None:
            wait = self.caller.seconds_to_wait(delivery.peer)
            return PutOff(max(delay, wait), asked.error.message, received.writes)
        # Of the call nothing is written before the end, which another may have brought meanwhile.
        return PutOff(delay, writes=received.writes)

    def _seconds_until(self, at: int) -> float | None:
        return (at - self.caller.clock.now()) / 1000 if at else None


def _look_up(task_id: str, *_: object) -> GetTask:
    return GetTask(task_id)
