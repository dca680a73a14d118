"""The life of a task: its states, which may follow which, and how an event changes it.

Source: A2A 1.0 section "Task"; the table ``FOLLOWS`` is the whole rule.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.errors import GatewayError
from gateway.core.history import History, Messages, with_message
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, DataPart, Message


class TaskState(StrEnum):
    SUBMITTED = "submitted"
    WORKING = "working"
    INPUT_REQUIRED = "input-required"
    AUTH_REQUIRED = "auth-required"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    REJECTED = "rejected"


TERMINAL: Final = frozenset(
    {TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELED, TaskState.REJECTED}
)
INTERRUPTED: Final = frozenset({TaskState.INPUT_REQUIRED, TaskState.AUTH_REQUIRED})
PENDING_REVIEW: Final = "pending_review"
"""The ``status`` in a working task's status message that says: a human will decide."""

_WORKING_NEXT = frozenset({TaskState.WORKING}) | INTERRUPTED | TERMINAL
FOLLOWS: Final[Mapping[TaskState, frozenset[TaskState]]] = {
    TaskState.SUBMITTED: _WORKING_NEXT,
    TaskState.WORKING: _WORKING_NEXT,
    TaskState.INPUT_REQUIRED: _WORKING_NEXT,
    TaskState.AUTH_REQUIRED: _WORKING_NEXT,
    TaskState.COMPLETED: frozenset(),
    TaskState.FAILED: frozenset(),
    TaskState.CANCELED: frozenset(),
    TaskState.REJECTED: frozenset(),
}


class IllegalTransition(GatewayError):
    """A task cannot take this state any more."""

    reason = "ILLEGAL_TRANSITION"


class TaskStatus(Struct, frozen=True):
    """``at`` is in milliseconds since the epoch."""

    state: TaskState
    at: int
    message: Message | None = None


class Task(Struct, frozen=True):
    id: str
    context_id: str
    status: TaskStatus
    artifacts: tuple[Artifact, ...] = ()
    history: Messages = ()
    metadata: JsonObject | None = None

    @property
    def state(self) -> TaskState:
        return self.status.state

    @property
    def is_terminal(self) -> bool:
        return self.status.state in TERMINAL

    @property
    def is_settled(self) -> bool:
        """Nothing more happens until the peer speaks: what a blocking call waits for."""
        return self.status.state in TERMINAL or self.status.state in INTERRUPTED

    @property
    def review(self) -> JsonObject | None:
        """What is said of the human's review that the task waits for, maybe for days; or None."""
        status = self.status
        if self.is_settled or status.message is None:
            return None
        for part in status.message.parts:
            data = part.data if isinstance(part, DataPart) else None
            if isinstance(data, dict) and data.get("status") == PENDING_REVIEW:
                return data
        return None


class StatusUpdate(Struct, frozen=True):
    status: TaskStatus
    metadata: JsonObject | None = None


class ArtifactUpdate(Struct, frozen=True):
    """``append`` adds the parts to the artifact of the same id; else the artifact is replaced."""

    artifact: Artifact
    append: bool = False
    last_chunk: bool = False
    metadata: JsonObject | None = None


TaskEvent: TypeAlias = StatusUpdate | ArtifactUpdate


def apply(task: Task, *events: TaskEvent) -> Task:
    """The task after the events; raise IllegalTransition where the table does not allow one.

    A status message that is superseded moves into the history, so that no turn is lost.
    """
    status, artifacts, history = task.status, task.artifacts, task.history
    for event in events:
        if isinstance(event, ArtifactUpdate):
            artifacts = with_artifact(artifacts, event)
            continue
        if event.status.state not in FOLLOWS[status.state]:
            raise IllegalTransition(f"{status.state} to {event.status.state}")
        if status.message is not None:
            history = with_message(history, status.message)
        status = event.status
    return Task(task.id, task.context_id, status, artifacts, history, task.metadata)


def with_turn(task: Task, message: Message) -> Task:
    """The task with one more message in its history."""
    return replace(task, history=History.of(task.history).plus(message))


def with_history(task: Task, length: int | None) -> Task:
    """The task with the newest ``length`` messages; None keeps all, 0 none."""
    if length is None or length >= len(task.history):
        return task
    return replace(task, history=task.history[-length:] if length else ())


def with_artifact(artifacts: tuple[Artifact, ...], event: ArtifactUpdate) -> tuple[Artifact, ...]:
    """The artifacts with the one that was told, in its place, or grown by it."""
    new = event.artifact
    for index, old in enumerate(artifacts):
        if old.id == new.id:
            if event.append:
                new = replace(old, parts=old.parts + new.parts)
            return (*artifacts[:index], new, *artifacts[index + 1 :])
    return (*artifacts, new)
