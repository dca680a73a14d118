"""One stream of events, as its reader takes them: the beginning, what was missed, what comes.

A reader that comes back is told what it missed from the table, page by page, and joins those who
are told while it happens when nothing is left there: without a gap and without a duplicate, because
what is told was committed before, and is told in the same turn of the loop in which that is known.
"""

from types import TracebackType
from typing import Final, Self

from msgspec.structs import replace

from gateway.core.event import Event
from gateway.core.task import Task, with_history
from gateway.inbox.follower import Follower
from gateway.inbox.hub import Hub, Told
from gateway.store.base import TenantStore
from gateway.store.records import TaskRecord

_PAGE: Final = 256


class Stream:
    """Made by the inbox; leaving it gives its place back. ``history_length`` is of the task."""

    def __init__(
        self,
        hub: Hub,
        store: TenantStore,
        follower: Follower,
        history_length: int | None = None,
    ) -> None:
        self.follower = follower
        self._hub = hub
        self._store = store
        self._history_length = history_length
        self._missed: TaskRecord | None = None
        self._first: list[Event] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the place back; may be called again."""
        self._hub.leave(self.follower)

    def begin_with(self, *events: Event) -> None:
        """Tell these first."""
        self._first = [self._shortened(event) for event in events]

    def begin_with_task(self, record: TaskRecord) -> None:
        self.follower.begin_after(record.events)
        self.begin_with(_told(record).begin())

    async def begin_after(self, record: TaskRecord, seen: int) -> bool:
        """Tell what followed the event of that number; False when that is not kept any more."""
        if not 0 <= seen <= record.events:
            return False
        if seen < record.events and not await self._store.events.read(record.task.id, seen, 1):
            return False
        self.follower.begin_after(seen)
        self._missed = record
        return True

    async def take(self) -> list[Event]:
        """The next events, at least one; wait while there are none.

        Raise the error that ends the stream. Cancelled, it has taken nothing.
        """
        if self._first:
            first, self._first = self._first, []
            return first
        while self._missed is not None:
            if page := await self._take_page(self._missed):
                return page
        return [self._shortened(event) for event in await self.follower.take()]

    async def _take_page(self, record: TaskRecord) -> list[Event]:
        follower = self.follower
        # What is told from here on is in the table already, or waits.
        follower.listen(listens=True)
        task, seen = record.task, follower.seen
        missed = await self._store.events.read(task.id, seen, _PAGE)
        if len(missed) == _PAGE:
            follower.listen(listens=False)
        else:
            self._missed = None
        follower.seen = seen + len(missed)
        return Told(task, follower.seen, missed, record.alias, record.made_in).events()

    def _shortened(self, event: Event) -> Event:
        if isinstance(event.said, Task):
            return replace(event, said=with_history(event.said, self._history_length))
        return event


def _told(record: TaskRecord) -> Told:
    return Told(record.task, record.events, (), record.alias, record.made_in)
