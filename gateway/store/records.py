"""What is kept, as values: tasks, claims, audit rows, and what was seen of each peer."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from gateway.core.task import Task, TaskState


class TaskRecord(Struct, frozen=True):
    """A task with what only the gateway knows of it.

    ``skill`` is what carries it out; ``made_in`` the dialect it was started in and ``alias`` the
    caller's own name for it ("" for none). ``contract`` is the response schema of the newest turn
    as JSON text and ``activity_id`` its audit row. ``version`` counts the saves, from 1, and
    ``events`` what has happened to the task so far. Times in ms. ``chain`` is what the newest turn
    said it is part of, "ID; hops=N". Of the history the first ``turns`` messages are stored as rows
    of their own, and the rest in the document, which is written anew with each save.
    """

    task: Task
    peer: str
    skill: str
    made_in: str = ""
    alias: str = ""
    contract: str = ""
    activity_id: str = ""
    version: int = 1
    created_at: int = 0
    updated_at: int = 0
    events: int = 0
    chain: str = ""
    turns: int = 0


class ClaimKey(Struct, frozen=True):
    """What makes a message unique within a tenant: who said it, about which task, and its id.

    ``scope`` is the task id that the message names, "" for none, or ``ALIAS`` where ``id`` is a
    caller's own name for a task.
    """

    peer: str
    scope: str
    id: str


ALIAS: Final = "alias"

Synchronous: TypeAlias = Literal["FULL", "NORMAL"]


class Claim(Struct, frozen=True):
    """A message that was taken; ``digest`` is over all that must be the same when it comes again.

    ``answer`` is the stored JSON of a direct message answer, where no task was made.
    """

    key: ClaimKey
    digest: bytes
    task_id: str
    at: int
    answer: str = ""


class Activity(Struct, frozen=True):
    """The audit row of one call. ``status`` is ``pending``, ``success``, ``error``, ``dispatched``.

    ``operation`` is the A2A 1.0 name of what was asked. ``duration_ms`` counts until the answer.
    ``input`` and ``output`` are JSON texts, for calls that have no task to look them up in.
    """

    id: str
    at: int
    peer: str
    direction: Literal["inbound", "outbound", "internal"]
    operation: str
    status: str
    skill: str = ""
    task_id: str = ""
    dialect: str = ""
    duration_ms: int = 0
    error: str = ""
    token_id: str = ""
    request_id: str = ""
    input: str = ""
    output: str = ""


TASK_STATUSES: Final[Mapping[TaskState, str]] = {
    TaskState.COMPLETED: "success",
    TaskState.REJECTED: "success",
    TaskState.FAILED: "error",
    TaskState.CANCELED: "error",
}
"""The status of the audit row of a task that has ended; that of any other is ``pending``."""


class PeerState(Struct, frozen=True):
    """What the gateway has seen of a peer; the row itself is config."""

    name: str
    first_seen_at: int
    last_seen_at: int
    request_count: int
