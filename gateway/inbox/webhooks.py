"""Where a task in work has to be told of, and what it owes there: a delivery an event and config.

The deliveries are rows of the commit that holds the events. Which configs there are is known in
memory: a new task has none but those that came with it, and of one that was stored before they are
read before its next save, as they are when one was made or deleted meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.event import Event
from gateway.core.json import encode
from gateway.core.task import Task, apply
from gateway.dialects import by_name
from gateway.dialects.base import Flavour, Notification
from gateway.inbox.batch import Batch
from gateway.inbox.origin import Origin
from gateway.outbox import PUSH
from gateway.store.base import TenantStore
from gateway.store.outbox import AddDelivery, Delivery
from gateway.store.push import PushRecord, SavePushConfig
from gateway.store.writes import Write


class Postbox(Struct, frozen=True):
    """``wake`` is called when something was added to the outbox; ``flavour_of`` says how the peer
    of a name is answered."""

    store: TenantStore
    clock: Clock
    wake: Callable[[], object]
    flavour_of: Callable[[str], Flavour]


class Webhooks:
    """Those of one task; ``is_stale`` when what is known of them may be old."""

    __slots__ = ("_before", "_configs", "_postbox", "_unsaved", "is_stale")

    def __init__(self, postbox: Postbox, task: Task, *, is_new: bool) -> None:
        self.is_stale = not is_new
        self._postbox = postbox
        self._before = task
        self._configs: Sequence[PushRecord] = ()
        self._unsaved: tuple[PushRecord, ...] = ()

    def add(self, record: PushRecord) -> None:
        """Tell a new config too, which is kept with the next save."""
        self._unsaved = (*self._unsaved, record)

    def forget(self) -> None:
        """Look again which configs there are."""
        self.is_stale = True

    async def look(self) -> None:
        """Read the configs; one that is made meanwhile is not missed."""
        while self.is_stale:
            self.is_stale = False
            try:
                found = await self._postbox.store.outbox.list_push_configs(self._before.id)
            except BaseException:
                self.is_stale = True
                raise
            self._configs = found

    def owed(self, batch: Batch, origin: Origin) -> list[Write]:
        """What the commit of the batch has to hold for them; nothing where no task is made."""
        if not (self._configs or self._unsaved) or batch.answer is not None:
            return []
        writes: list[Write] = [SavePushConfig(record) for record in self._unsaved]
        ids = self._ids()
        for event, task in zip(batch.told(origin).events(), self._tasks(batch), strict=True):
            writes += self._deliveries(event, task, origin.peer, batch.at, ids)
        return writes

    def note(self, batch: Batch, owed: Sequence[Write]) -> None:
        """The batch is durable, with what it owes."""
        self._before = batch.task
        if not owed:
            return
        self._configs, self._unsaved = self._known(), ()
        self._postbox.wake()

    def _known(self) -> Sequence[PushRecord]:
        changed = {record.id for record in self._unsaved}
        return (*(old for old in self._configs if old.id not in changed), *self._unsaved)

    def _tasks(self, batch: Batch) -> Iterator[Task]:
        """The task as each event left it."""
        task = self._before
        for event in batch.events[:-1]:
            task = apply(task, event)
            yield task
        if batch.events:
            yield batch.task

    def _ids(self) -> Iterator[str]:
        """In the order in which they are given, as lists show them."""
        begin = self._postbox.clock.new_id()
        return (f"{begin}-{number:04}" for number in count(1))

    def _deliveries(
        self, event: Event, task: Task, peer: str, at: int, ids: Iterator[str]
    ) -> Iterator[Write]:
        written: dict[str, Notification | None] = {}
        flavour = self._postbox.flavour_of(peer)
        for record in self._known():
            if record.disabled:
                continue
            if record.dialect not in written:
                dialect = by_name(record.dialect)
                written[record.dialect] = dialect.write_notification(event, task, flavour)
            notification = written[record.dialect]
            if notification is not None:
                yield AddDelivery(
                    Delivery(
                        id=next(ids),
                        kind=PUSH,
                        lane=record.lane,
                        peer=peer,
                        task_id=task.id,
                        target=record.id,
                        body=encode(notification.body).decode(),
                        media_type=notification.media_type,
                        created_at=at,
                    )
                )
