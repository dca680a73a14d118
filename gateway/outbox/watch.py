"""Tasks that go on at peers after the call was answered: each looked up until its end.

What comes late goes into the audit row of the call. Whoever else brings the end of a task, such as
a push by the peer, writes it there too, and the next look finds that there is nothing left to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from gateway.core.call import GetTask
from gateway.core.errors import MethodNotFound, PeerNotFound, UnsupportedOperation
from gateway.outbox.caller import Asked, Caller
from gateway.outbox.durable import DISPATCHED, give_up
from gateway.outbox.heard import is_over
from gateway.outbox.retry import LOOK_DAYS, look_delay
from gateway.outbox.verdict import GivenUp, PutOff, Settled, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

_OPEN: Final = frozenset({"pending", DISPATCHED})


@dataclass(frozen=True, slots=True)
class TaskWatch:
    store: TenantStore
    caller: Caller
    random: Callable[[], float]

    async def carry(self, delivery: Delivery) -> Verdict:
        """One look."""
        row = await self.store.find_activity(delivery.target)
        if row is None or row.status not in _OPEN:
            return Settled()
        try:
            peer = self.caller.get_peer(delivery.peer)
        except PeerNotFound as error:
            return give_up(row, error)
        if (wait := self.caller.seconds_to_wait(peer.name)) > 0:
            return PutOff(wait)
        asked = await self.caller.ask(peer, row, partial(_look_up, delivery.task_id))
        task = asked.outcome.task
        if task is not None and is_over(task) and task.review is None:
            return Settled((RecordActivity(asked.row),))
        if isinstance(asked.error, UnsupportedOperation | MethodNotFound):
            # It cannot be asked; maybe it tells.
            return Settled()
        if asked.error is not None and asked.is_final:
            return give_up(asked.row, asked.error)
        return self._look_again(delivery, row, asked)

    def _look_again(self, delivery: Delivery, row: Activity, asked: Asked) -> Verdict:
        delay = look_delay(self.caller.age(delivery), self.random)
        if delay is None:
            words = f"its task was at work for {LOOK_DAYS} days"
            return GivenUp(words, (RecordActivity(replace(row, status="error", error=words)),))
        if asked.error is not None:
            wait = self.caller.seconds_to_wait(delivery.peer)
            return PutOff(max(delay, wait), asked.error.message)
        # Nothing is written before the end, which another may have brought meanwhile.
        return PutOff(delay)


def _look_up(task_id: str, *_: object) -> GetTask:
    return GetTask(task_id)
