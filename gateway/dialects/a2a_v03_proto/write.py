"""Values as the 0.3 proto file has them, in its own JSON.

A reader of that JSON may refuse members that the proto does not name, so none is written: a part
has no metadata, a file no name, a message names no other tasks. What is no object is data as
``{"value": …}``, for which there is no mark here.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final, assert_never

from gateway.core.clock import iso_from_ms
from gateway.core.document import STATE_NAMES as V1_NAMES
from gateway.core.event import Event
from gateway.core.message import Artifact, DataPart, Message, Part, RawPart, TextPart, UrlPart
from gateway.core.message_document import ROLE_NAMES
from gateway.core.push import PushConfig
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.dialects.a2a_v03.push import write_push_config
from gateway.dialects.lenient.push import NESTED

STATE_NAMES: Final[Mapping[TaskState, str]] = {
    **V1_NAMES,
    TaskState.CANCELED: "TASK_STATE_CANCELLED",
}


def write_part(part: Part) -> dict[str, Any]:
    match part:
        case TextPart():
            return {"text": part.text}
        case DataPart():
            data = part.data if isinstance(part.data, dict) else {"value": part.data}
            return {"data": {"data": data}}
        case RawPart():
            return _write_file("fileWithBytes", b64encode(part.raw).decode(), part)
        case UrlPart():
            return _write_file("fileWithUri", part.url, part)
        case _:
            assert_never(part)


def write_message(message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "messageId": message.id,
        "role": ROLE_NAMES[message.role],
        "content": [write_part(part) for part in message.parts],
    }
    if message.context_id:
        wire["contextId"] = message.context_id
    if message.task_id:
        wire["taskId"] = message.task_id
    if message.metadata is not None:
        wire["metadata"] = message.metadata
    if message.extensions:
        wire["extensions"] = list(message.extensions)
    return wire


def write_task(task: Task) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "id": task.id,
        "contextId": task.context_id,
        "status": _write_status(task.status),
    }
    if task.artifacts:
        wire["artifacts"] = [_write_artifact(artifact) for artifact in task.artifacts]
    if task.history:
        wire["history"] = [write_message(message) for message in task.history]
    if task.metadata is not None:
        wire["metadata"] = task.metadata
    return wire


def write_event(event: Event) -> dict[str, Any]:
    """A StreamResponse. ``final`` says that the stream ends here."""
    match event.said:
        case Task():
            return {"task": write_task(event.said)}
        case Message():
            return {"message": write_message(event.said)}
        case StatusUpdate():
            member = "statusUpdate"
            update: dict[str, Any] = {
                "status": _write_status(event.said.status),
                "final": event.is_last or event.is_pause,
            }
        case ArtifactUpdate():
            member = "artifactUpdate"
            update = {"artifact": _write_artifact(event.said.artifact)}
            if event.said.append:
                update["append"] = True
            if event.said.last_chunk:
                update["lastChunk"] = True
        case _:
            assert_never(event.said)
    if event.said.metadata is not None:
        update["metadata"] = event.said.metadata
    return {member: {"taskId": event.task_id, "contextId": event.context_id, **update}}


def write_task_push(config: PushConfig) -> dict[str, Any]:
    """A config under its resource name."""
    name = f"{write_task_name(config.task_id)}/pushNotificationConfigs/{config.id}"
    return {"name": name, NESTED: write_push_config(config)}


def write_task_name(task_id: str) -> str:
    return f"tasks/{task_id}"


def _write_status(status: TaskStatus) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "state": STATE_NAMES[status.state],
        "timestamp": iso_from_ms(status.at),
    }
    if status.message is not None:
        wire["message"] = write_message(status.message)
    return wire


def _write_artifact(artifact: Artifact) -> dict[str, Any]:
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
        wire["extensions"] = list(artifact.extensions)
    return wire


def _write_file(member: str, content: str, part: RawPart | UrlPart) -> dict[str, Any]:
    file = {member: content}
    if part.media_type:
        file["mimeType"] = part.media_type
    return {"file": file}
