"""Tasks as 0.1 writes them: the caller's own id, ``sessionId``, ``type`` tags, an ``index``.

0.1 has fewer states: a rejected task reads as failed and one that waits for a login as one that
waits for input. The ids that 0.1 lacks ride along as members that its readers ignore.
"""

from typing import Any, Final

from gateway.core.message import Message
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.a2a_v03.write import (
    STATE_NAMES,
    StateNames,
    Tags,
    write_artifact,
    write_message,
    write_parts,
    write_status,
)

TYPE: Final[Tags] = ("type",)
_STATES: Final[StateNames] = {
    **STATE_NAMES,
    TaskState.REJECTED: "failed",
    TaskState.AUTH_REQUIRED: "input-required",
}


def write_legacy_task(task: Task, alias: str) -> dict[str, Any]:
    """``alias`` is the id that the caller gave to the task, "" for none."""
    wire: dict[str, Any] = {
        "id": alias or task.id,
        "sessionId": task.context_id,
        "status": write_legacy_status(task.status),
    }
    if task.artifacts:
        wire["artifacts"] = [
            {**write_artifact(artifact, TYPE), "index": index}
            for index, artifact in enumerate(task.artifacts)
        ]
    if task.history:
        wire["history"] = [write_legacy_message(message) for message in task.history]
    if task.metadata is not None:
        wire["metadata"] = task.metadata
    return wire


def write_legacy_status(status: TaskStatus) -> dict[str, Any]:
    wire = write_status(status, TYPE, _STATES)
    if status.message is not None:
        wire["message"] = write_legacy_message(status.message)
    return wire


def write_legacy_message(message: Message) -> dict[str, Any]:
    wire = write_message(message, TYPE)
    del wire["kind"]
    return wire


def write_direct_answer(message: Message, alias: str) -> dict[str, Any]:
    """0.1 knows no answer without a task, so a message is the artifact of a completed one."""
    return {
        "id": alias,
        "sessionId": message.context_id,
        "status": {"state": STATE_NAMES[TaskState.COMPLETED]},
        "artifacts": [
            {"artifactId": message.id, "parts": write_parts(message.parts, TYPE), "index": 0}
        ],
    }
