"""What one commit of a work holds, as the rows that make it durable.

The document of a task grows with each of its events, so that of a task in work the newest events
may be committed alone; the store puts them together with the document (``store.catch_up``).
"""

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.json import encode
from gateway.core.message import Message
from gateway.core.message_document import write_message
from gateway.core.task import Task, TaskEvent
from gateway.inbox.hub import Told
from gateway.inbox.origin import Origin
from gateway.store.errand import RecordErrand
from gateway.store.events import AddEvents
from gateway.store.records import Claim
from gateway.store.writes import InsertTask, RecordActivity, TakeClaim, UpdateTask, Write


class Batch(Struct, frozen=True):
    """``version`` is the one that is stored, 0 for none, with the first ``kept`` messages of the
    history as rows; ``count`` of the task's events so far.

    ``events`` are those since the last commit, and ``answer`` the one without a task. ``is_whole``
    when the document is written, ``keeps_events`` when the events are. ``more`` is what else is to
    be committed.
    """

    task: Task
    answer: Message | None
    version: int
    kept: int
    count: int
    events: list[TaskEvent]
    claims: list[Claim]
    keeps_events: bool
    is_whole: bool
    error: str
    at: int
    more: list[Write]

    def unit(self, origin: Origin) -> list[Write]:
        rows: list[Write] = [TakeClaim(claim) for claim in self._claims()]
        if origin.route and not self.version:
            rows.append(RecordErrand(origin.errand(self.task, self.at)))
        if self.answer is not None:
            rows.append(RecordActivity(origin.activity(None, self.error, self.at)))
        else:
            self._add_task(rows, origin)
        return rows + self.more

    @property
    def turns(self) -> int:
        """How many messages are rows then. In a task that goes on all are, so that none is written
        again with the document."""
        goes_on = self.version and not self.task.is_terminal
        return len(self.task.history) if goes_on else self.kept

    def told(self, origin: Origin) -> Told:
        return Told(self.task, self.count, self.events, origin.alias, origin.made_in)

    def _claims(self) -> list[Claim]:
        if self.answer is None:
            return self.claims
        answer = encode(write_message(self.answer)).decode()
        return [replace(claim, task_id="", answer=answer) for claim in self.claims]

    def _add_task(self, rows: list[Write], origin: Origin) -> None:
        task = self.task
        if self.keeps_events and self.events:
            first = self.count - len(self.events) + 1
            rows.append(AddEvents(task.id, first, self.events, self.at))
        if self.is_whole:
            record = origin.record(task, self.version + 1, self.turns, self.count, self.at)
            rows.append(UpdateTask(record, self.kept) if self.version else InsertTask(record))
            rows.append(RecordActivity(origin.activity(task, self.error, self.at)))
