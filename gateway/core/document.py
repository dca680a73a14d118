"""The stored form of tasks and events: their A2A 1.0 JSON.

The writers here are also what the 1.0 codec writes, since the core is 1.0-shaped; the readers
trust what they read, because it was written here. Foreign JSON is read by the dialects.
"""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from gateway.core.clock import iso_from_ms, ms_from_iso
from gateway.core.event import Event
from gateway.core.json import JsonObject, as_written
from gateway.core.message import Artifact, Message
from gateway.core.message_document import read_message, read_part, write_message, write_part
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus

STATE_NAMES: Final[Mapping[TaskState, str]] = {
    state: "TASK_STATE_" + state.name for state in TaskState
}
STATES: Final[Mapping[str, TaskState]] = {name: state for state, name in STATE_NAMES.items()}


def write_artifact(artifact: Artifact) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "artifactId": artifact.id,
        "parts": [write_part(part) for part in artifact.parts],
    }
    if artifact.name:
        wire["name"] = artifact.name
    if artifact.description:
        wire["description"] = artifact.description
    if artifact.metadata is not None:
        wire["metadata"] = artifact.metadata
    if artifact.extensions:
        wire["extensions"] = artifact.extensions
    return wire


def write_status(status: TaskStatus) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "state": STATE_NAMES[status.state],
        "timestamp": iso_from_ms(status.at),
    }
    if status.message is not None:
        wire["message"] = write_message(status.message)
    return wire


def write_task(task: Task) -> dict[str, Any]:
    """Empty lists are left out, as ProtoJSON does."""
    wire: dict[str, Any] = {
        "id": task.id,
        "contextId": task.context_id,
        "status": write_status(task.status),
    }
    if task.artifacts:
        wire["artifacts"] = [write_artifact(artifact) for artifact in task.artifacts]
    if task.history:
        wire["history"] = (
            [write_message(message) for message in task.history]
            if isinstance(task.history, tuple)
            else [as_written(document) for document in task.history.documents]
        )
    if task.metadata is not None:
        wire["metadata"] = task.metadata
    return wire


def write_event(event: Event) -> dict[str, Any]:
    """A StreamResponse: its one member is the name of what is said."""
    match event.said:
        case Task():
            return {"task": write_task(event.said)}
        case Message():
            return {"message": write_message(event.said)}
        case StatusUpdate():
            update: dict[str, Any] = {"status": write_status(event.said.status)}
            member = "statusUpdate"
        case ArtifactUpdate():
            update = {"artifact": write_artifact(event.said.artifact)}
            if event.said.append:
                update["append"] = True
            if event.said.last_chunk:
                update["lastChunk"] = True
            member = "artifactUpdate"
        case _:
            assert_never(event.said)
    if event.said.metadata is not None:
        update["metadata"] = event.said.metadata
    return {member: {"taskId": event.task_id, "contextId": event.context_id, **update}}


def read_artifact(doc: JsonObject) -> Artifact:
    return Artifact(
        id=doc["artifactId"],
        parts=tuple(read_part(part) for part in doc["parts"]),
        name=doc.get("name", ""),
        description=doc.get("description", ""),
        metadata=doc.get("metadata"),
        extensions=tuple(doc.get("extensions", ())),
    )


def read_status(doc: JsonObject) -> TaskStatus:
    message = doc.get("message")
    return TaskStatus(
        state=STATES[doc["state"]],
        at=ms_from_iso(doc["timestamp"]),
        message=read_message(message) if message is not None else None,
    )


def read_task(doc: JsonObject) -> Task:
    return Task(
        id=doc["id"],
        context_id=doc["contextId"],
        status=read_status(doc["status"]),
        artifacts=tuple(read_artifact(artifact) for artifact in doc.get("artifacts", ())),
        history=tuple(read_message(message) for message in doc.get("history", ())),
        metadata=doc.get("metadata"),
    )
