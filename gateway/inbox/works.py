"""The works of tasks: of a new one, or of one that is stored."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.task import Task
from gateway.inbox.hub import Hub
from gateway.inbox.notices import TaskNotices
from gateway.inbox.origin import Origin
from gateway.inbox.webhooks import Postbox, Webhooks
from gateway.inbox.work import Work
from gateway.store.base import TenantStore
from gateway.store.errand import Errand
from gateway.store.records import Claim, TaskRecord


class Works(Struct, frozen=True):
    """What they all share; ``notices`` is what our own house is told of the end of each task."""

    store: TenantStore
    clock: Clock
    hub: Hub
    postbox: Postbox
    notices: TaskNotices

    def make(
        self,
        origin: Origin,
        task: Task,
        claims: Sequence[Claim] = (),
        *,
        version: int = 0,
        count: int = 0,
        turns: int = 0,
    ) -> Work:
        """``version`` is the one that is stored, with so many events and turns; 0 for none."""
        return Work(
            self.store,
            self.clock,
            self.hub,
            Webhooks(self.postbox, task, is_new=not version),
            origin,
            task,
            self.notices,
            claims,
            version,
            count,
            turns,
        )

    def of(self, record: TaskRecord, origin: Origin) -> Work:
        """That of a stored task, for a call of this origin."""
        return self.make(
            origin, record.task, version=record.version, count=record.events, turns=record.turns
        )

    def again(self, record: TaskRecord, errand: Errand | None = None) -> Work:
        """That of a stored task, for no new call: its audit row keeps what the arrival wrote."""
        origin = Origin.of(record, record.updated_at)
        return self.of(record, replace(origin, route=errand.route if errand else ""))
