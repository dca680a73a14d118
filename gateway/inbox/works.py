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

    def new(self, origin: Origin, task: Task, claims: Sequence[Claim]) -> Work:
        webhooks = Webhooks(self.postbox, task, is_new=True)
        return Work(
            self.store,
            self.clock,
            self.hub,
            webhooks,
            origin,
            task,
            self.notices,
            claims=claims,
        )

    def of(self, record: TaskRecord, origin: Origin) -> Work:
        """That of a stored task, for a call that comes from there."""
        task = record.task
        webhooks = Webhooks(self.postbox, task, is_new=False)
        return Work(
            self.store,
            self.clock,
            self.hub,
            webhooks,
            origin,
            task,
            self.notices,
            version=record.version,
            count=record.events,
        )

    def again(self, record: TaskRecord, errand: Errand | None = None) -> Work:
        """That of a stored task, for no new call: its audit row keeps what the arrival wrote."""
        origin = Origin.of(record, record.updated_at)
        return self.of(record, replace(origin, route=errand.route if errand else ""))
