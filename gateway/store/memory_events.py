"""One tenant's events in memory."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from gateway.core.task import TaskEvent
from gateway.store.document import dump_event, load_event
from gateway.store.events import AddEvents
from gateway.store.records import TaskRecord
from gateway.store.writes import StaleTask


class _Kept(NamedTuple):
    at: int
    event: TaskEvent


KeptEvents: TypeAlias = dict[str, dict[int, _Kept]]
"""By task, then by number."""


class MemoryEvents:
    def __init__(self, kept: KeptEvents, tasks: Mapping[str, TaskRecord]) -> None:
        self._kept = kept
        self._tasks = tasks

    async def read(self, task_id: str, after: int, limit: int) -> list[TaskEvent]:
        return self.read_all(task_id, after)[:limit]

    def read_all(self, task_id: str, after: int) -> list[TaskEvent]:
        """All that follow."""
        kept = self._kept.get(task_id, {})
        found: list[TaskEvent] = []
        while (later := kept.get(after + len(found) + 1)) is not None:
            found.append(later.event)
        return found

    async def forget(self, before: int) -> int:
        forgotten = 0
        for task_id, kept in self._kept.items():
            held = self._tasks[task_id].events
            old = [seq for seq, (at, _) in kept.items() if at < before and seq <= held]
            for seq in old:
                del kept[seq]
            forgotten += len(old)
        return forgotten

    def stage(self, write: AddEvents, staged: KeptEvents) -> None:
        """Raise StaleTask, or StoreError for what cannot be kept."""
        kept = self._kept.get(write.task_id, {})
        new = staged.setdefault(write.task_id, {})
        for seq, event in enumerate(write.events, write.first):
            if seq in kept or seq in new:
                raise StaleTask(write.task_id)
            new[seq] = _Kept(write.at, load_event(dump_event(event)))

    def merge(self, staged: KeptEvents) -> None:
        for task_id, new in staged.items():
            self._kept.setdefault(task_id, {}).update(new)
