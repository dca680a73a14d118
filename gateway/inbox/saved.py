"""What of a work the store holds, and what of it is for the next commit."""

from typing import Final

from msgspec import Struct, field

from gateway.core.message import Message
from gateway.core.task import Task, TaskEvent, TaskState
from gateway.inbox.batch import Batch
from gateway.store.records import Claim
from gateway.store.writes import Write

# A document grows with each event: of a task in work it is written no more often than that.
_DOCUMENT_MS: Final = 1000


class Saved(Struct):
    """``version`` is that of the document, 0 before the first; ``count`` the events that it holds,
    ``state`` and ``at`` those of the task and of the time when it was written. ``turns`` are the
    messages that are rows of their own."""

    version: int
    state: TaskState | None
    count: int
    turns: int
    at: int = 0

    def is_old(self, task: Task, now: int) -> bool:
        """Whether it is time to write the document again."""
        return task.state is not self.state or now - self.at >= _DOCUMENT_MS

    def note(self, batch: Batch) -> None:
        """The batch is durable."""
        if batch.is_whole:
            self.version += 1
            self.state, self.at, self.count = batch.task.state, batch.at, batch.count
            self.turns = batch.turns


class Draft(Struct):
    """What the next commit holds: claims, events and ``more`` since the last one.

    ``count`` are all the task's events so far, ``error`` is what the audit row says went wrong.
    ``keeps_events`` when events are rows of their own, ``is_dirty`` when there is anything to
    commit, ``is_for_document`` when events alone do not hold it.
    """

    claims: list[Claim]
    count: int
    keeps_events: bool
    events: list[TaskEvent] = field(default_factory=list)
    more: list[Write] = field(default_factory=list)
    error: str = ""
    is_dirty: bool = True
    is_for_document: bool = False

    def take(
        self, task: Task, answer: Message | None, saved: Saved, now: int, *, whole: bool
    ) -> Batch:
        """All of it, for a commit; what comes from now on is for the next."""
        is_whole = (
            whole
            or not (saved.version and self.keeps_events)
            or self.is_for_document
            or saved.is_old(task, now)
        )
        batch = Batch(
            task,
            answer,
            saved.version,
            saved.turns,
            self.count,
            self.events,
            self.claims,
            self.keeps_events,
            is_whole,
            self.error,
            now,
            self.more,
        )
        self.claims, self.events, self.more = [], [], []
        self.is_dirty = self.is_for_document = False
        return batch

    def take_back(self, batch: Batch) -> None:
        """The commit failed: it comes before all that came since."""
        self.claims = batch.claims + self.claims
        self.events = batch.events + self.events
        self.more = batch.more + self.more
        self.is_dirty = True
        self.is_for_document |= batch.is_whole
