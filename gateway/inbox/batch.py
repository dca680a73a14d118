"""What one commit of a work holds, as the rows that make it durable.

The document of a task grows with each of its events, so that of a task in work the newest events
may be committed alone; the store puts them together with the document (``store.catch_up``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.core.document import write_message
from gateway.core.json import encode
from gateway.core.message import Message
from gateway.core.task import Task, TaskEvent
from gateway.inbox.hub import Told
from gateway.inbox.origin import Origin
from gateway.store.errand import RecordErrand
from gateway.store.events import AddEvents
from gateway.store.records import Claim
from gateway.store.writes import InsertTask, RecordActivity, TakeClaim, UpdateTask, Write


@dataclass(frozen=True, slots=True)
class Batch:
    """``version`` is the one that is stored, 0 for none; ``count`` of the task's events so far.

    ``events`` are those since the last commit, and ``answer`` the one without a task. ``is_whole``
    when the document is written, ``keeps_events`` when the events are. ``more`` is what else is to
    be committed.
    """

    task: Task
    answer: Message | None
    version: int
    count: int
    events: list[TaskEvent]
    claims: list[Claim]
    keeps_events: bool
    is_whole: bool
    error: str
    at: int
    more: list[Write]

    def unit(self, origin: Origin) -> list[Write]:
        return [*self._claims(), *self._rows(origin), *self.more]

    def told(self, origin: Origin) -> Told:
        return Told(self.task, self.count, self.events, origin.alias, origin.made_in)

    def _claims(self) -> Iterator[Write]:
        for claim in self.claims:
            if self.answer is None:
                yield TakeClaim(claim)
            else:
                answer = encode(write_message(self.answer)).decode()
                yield TakeClaim(replace(claim, task_id="", answer=answer))

    def _rows(self, origin: Origin) -> Iterator[Write]:
        if origin.route and not self.version:
            yield RecordErrand(origin.errand(self.task, self.at))
        if self.answer is not None:
            yield RecordActivity(origin.activity(None, self.error, self.at))
            return
        task = self.task
        if self.keeps_events and self.events:
            first = self.count - len(self.events) + 1
            yield AddEvents(task.id, first, self.events, self.at)
        if self.is_whole:
            record = origin.record(task, self.version + 1, self.count, self.at)
            yield UpdateTask(record) if self.version else InsertTask(record)
            yield RecordActivity(origin.activity(task, self.error, self.at))
