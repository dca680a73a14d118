"""What was heard of a peer's answer: a message, or a task put together from its events.

Whether events came by a stream or were looked up, what is heard is the same. The peer's states are
taken as it tells them, for the table of states is a rule for our own tasks.
"""

from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import MessageReply, Reply, TaskReply
from gateway.core.errors import InvalidAgentResponse
from gateway.core.event import Event
from gateway.core.message import Message, Part
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus, apply

_News: TypeAlias = StatusUpdate | ArtifactUpdate


class _Growing(Struct, frozen=True):
    """An artifact whose chunks are added up when all are there, for each addition copies it."""

    update: ArtifactUpdate
    parts: list[Part]

    def grown(self) -> ArtifactUpdate:
        artifact = replace(self.update.artifact, parts=tuple(self.parts))
        return replace(self.update, artifact=artifact)


class Heard:
    """``seq`` is of the newest event, 0 where its stream does not number them.

    ``is_whole`` is false when events may have been missed, so that the task had better be asked
    for.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.is_whole = True
        self._joins = False
        self._message: Message | None = None
        self._task: Task | None = None
        self._statuses: list[TaskStatus] = []
        self._artifacts: dict[str, _Growing] = {}

    @property
    def is_empty(self) -> bool:
        return self._message is None and self._task is None

    @property
    def task_id(self) -> str:
        return "" if self._task is None else self._task.id

    @property
    def is_over(self) -> bool:
        if self._message is not None:
            return True
        if self._task is None:
            return False
        status = self._statuses[-1] if self._statuses else self._task.status
        return is_over(Task(self._task.id, "", status))

    @property
    def is_at_work(self) -> bool:
        """Whether a task is known that goes on at the peer."""
        return self.task_id != "" and not self.is_over

    @property
    def task(self) -> Task | None:
        if self._task is not None:
            task = apply(self._task, *(growing.grown() for growing in self._artifacts.values()))
            self._task = _with_statuses(task, self._statuses)
            self._artifacts, self._statuses = {}, []
        return self._task

    @property
    def reply(self) -> Reply | None:
        """All that was heard, as if it had come in one piece."""
        if self._message is not None:
            return MessageReply(self._message)
        task = self.task
        return None if task is None else TaskReply(task)

    def join(self) -> None:
        """The next events are of another stream, which may have begun anywhere."""
        self._joins = True

    def take(self, event: Event) -> None:
        """Raise InvalidAgentResponse for an event of another task."""
        match event.said:
            case Message() as message:
                self._message = message
            case Task() as task:
                self._task, self._statuses, self._artifacts = task, [], {}
                self.is_whole = True
            case StatusUpdate() | ArtifactUpdate() as news:
                self._take_news(event, news)
            case said:
                assert_never(said)
        self._joins = False
        self.seq = event.seq

    def _take_news(self, event: Event, news: _News) -> None:
        if self._task is None:
            # It began before it was shown: what is known of it is in its events.
            status = TaskStatus(TaskState.SUBMITTED, 0)
            self._task = Task(event.task_id, event.context_id, status)
            self.is_whole = False
        elif event.task_id != self._task.id:
            raise InvalidAgentResponse("an event of another task")
        if self._joins and (self.seq == 0 or event.seq != self.seq + 1):
            self.is_whole = False
        if isinstance(news, StatusUpdate):
            self._statuses.append(news.status)
            return
        growing = self._artifacts.get(news.artifact.id)
        if growing is not None and news.append:
            growing.parts.extend(news.artifact.parts)
        else:
            self._artifacts[news.artifact.id] = _Growing(news, list(news.artifact.parts))


def is_over(task: Task) -> bool:
    """Whether nothing comes of waiting: settled, or left to a human over there, for days maybe."""
    return task.is_settled or task.review is not None


def goes_on(task: Task) -> bool:
    """Whether something comes of it without us: an interrupted one waits for what we say."""
    return task.id != "" and (task.review is not None or not is_over(task))


def event_of(reply: Reply) -> Event:
    """An answer in one piece as the event of it; raise InvalidAgentResponse for another answer."""
    match reply:
        case TaskReply(task=task):
            return Event(0, task.id, task.context_id, task)
        case MessageReply(message=message):
            return Event(0, "", message.context_id, message)
        case _:
            raise InvalidAgentResponse("neither a task nor a message")


def _with_statuses(task: Task, statuses: list[TaskStatus]) -> Task:
    """The task with the newest status; the messages of those before it are history."""
    if not statuses:
        return task
    passed = (status.message for status in (task.status, *statuses[:-1]))
    history = (*task.history, *(message for message in passed if message is not None))
    return replace(task, status=statuses[-1], history=history)
