"""The works in hand: found by their task and by their message, carried out, stopped.

Apart from the way of a call, which only asks: between a look here and a start there is no await,
so that one message starts one work, and one task has one.
"""

import asyncio

from msgspec import Struct

from gateway.core.errors import GatewayError, Unavailable
from gateway.core.task import TaskStatus
from gateway.inbox.backlog import Backlog
from gateway.inbox.carry import STOPPING, Carrier
from gateway.inbox.claims import UNCLAIMED, Ticket
from gateway.inbox.job import Job
from gateway.inbox.work import Work
from gateway.store.records import ClaimKey


class _InHand(Struct, frozen=True):
    work: Work
    carrying: asyncio.Task[None]


class Running:
    def __init__(self, carrier: Carrier, backlog: Backlog) -> None:
        self._carrier = carrier
        self._backlog = backlog
        self._tasks: dict[str, _InHand] = {}
        self._messages: dict[ClaimKey, tuple[Work, bytes]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether any task is in work."""
        return bool(self._tasks)

    def find(self, task_id: str) -> Work | None:
        found = self._tasks.get(task_id)
        return None if found is None or found.work.is_finished else found.work

    def works_of(self, peer: str) -> list[Work]:
        """The works in hand that a peer asked for."""
        works = [in_hand.work for in_hand in self._tasks.values()]
        return [work for work in works if work.origin.peer == peer and not work.is_finished]

    def find_twin(self, key: ClaimKey) -> tuple[Work, bytes] | None:
        """The work that this message started, and the digest of what it said."""
        twin = self._messages.get(key)
        return None if twin is None or twin[0].is_finished else twin

    def start(self, work: Work, job: Job, ticket: Ticket = UNCLAIMED) -> None:
        """Carry a work out that the backlog admitted, in a task of its own, so that a client that
        goes away stops nothing."""
        task_id = work.task.id
        carrying = asyncio.get_running_loop().create_task(self._carrier.carry(work, job))
        in_hand = self._tasks[task_id] = _InHand(work, carrying)
        twin = (work, ticket.digest)
        if ticket.key is not None:
            self._messages[ticket.key] = twin

        def finished(_: asyncio.Task[None]) -> None:
            self._backlog.dismiss(work)
            # Whoever was answered may have begun the next turn before this.
            if self._tasks.get(task_id) is in_hand:
                del self._tasks[task_id]
            if ticket.key is not None and self._messages.get(ticket.key) is twin:
                del self._messages[ticket.key]

        carrying.add_done_callback(finished)

    async def cancel(self, work: Work, status: TaskStatus) -> None:
        """End the task with this status and stop its skill; return when that is durable.

        The skill meets a CancelledError where it awaits. One that does not await, or goes on
        nevertheless, keeps its place until it ends, and its result is dropped. Raise
        TaskNotCancelable for a task that has ended.
        """
        in_hand = self._tasks.get(work.task.id)
        await work.end_early(status, in_hand.carrying.cancel if in_hand is not None else None)
        try:
            await work.save()
        except GatewayError as error:
            work.finish(error)
            raise
        work.finish()

    async def close(self, seconds: float) -> None:
        """Let the work in hand end within that time; the next start takes up the rest."""
        if in_time := self._uninterrupted():
            await asyncio.wait([in_hand.carrying for in_hand in in_time], timeout=seconds)
        if cut_off := self._uninterrupted():
            for in_hand in cut_off:
                in_hand.work.is_interrupted = True
                in_hand.carrying.cancel()
            await asyncio.wait([in_hand.carrying for in_hand in cut_off], timeout=1)
            for in_hand in cut_off:
                if not in_hand.work.task.is_terminal:
                    in_hand.work.finish(Unavailable(STOPPING))

    def _uninterrupted(self) -> list["_InHand"]:
        # A skill that goes on when it is canceled is not waited for a second time.
        return [one for one in self._tasks.values() if not one.work.is_interrupted]
