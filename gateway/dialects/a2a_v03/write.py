"""Messages and tasks as 0.3 and its relatives write them.

The relatives differ in the tag on a part: ``kind`` in 0.3, ``type`` in 0.1, both for Flowwink, so
the tags come in as an argument. A 0.3 data part is an object: another value is wrapped as
``{"value": …}`` and marked, as the A2A project's own converter does. What 0.3 has no member for
(the media type of a text) is written under its 1.0 name, which 0.3 readers ignore.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, assert_never

from gateway.core.clock import iso_from_ms
from gateway.core.message import Artifact, DataPart, Message, Part, RawPart, TextPart, UrlPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.lenient.part import DATA_PART_COMPAT

Tags: TypeAlias = tuple[str, ...]
StateNames: TypeAlias = Mapping[TaskState, str]

KIND: Final[Tags] = ("kind",)
STATE_NAMES: Final[StateNames] = {state: state.value for state in TaskState}


def write_part(part: Part, tags: Tags) -> dict[str, Any]:
    metadata = part.metadata
    wire: dict[str, Any]
    match part:
        case TextPart():
            wire = {"text": part.text}
        case DataPart(data=dict()):
            wire = {"data": part.data}
        case DataPart():
            wire = {"data": {"value": part.data}}
            metadata = {**(metadata or {}), DATA_PART_COMPAT: True}
        case RawPart():
            wire = {"file": _write_file({"bytes": b64encode(part.raw).decode()}, part)}
        case UrlPart():
            wire = {"file": _write_file({"uri": part.url}, part)}
        case _:
            assert_never(part)
    tagged: dict[str, Any] = dict.fromkeys(tags, next(iter(wire)))
    tagged.update(wire)
    if isinstance(part, TextPart | DataPart):
        if part.media_type:
            tagged["mediaType"] = part.media_type
        if part.filename:
            tagged["filename"] = part.filename
    if metadata is not None:
        tagged["metadata"] = metadata
    return tagged


def write_parts(parts: tuple[Part, ...], tags: Tags) -> list[dict[str, Any]]:
    return [write_part(part, tags) for part in parts]


def write_message(message: Message, tags: Tags) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "kind": "message",
        "messageId": message.id,
        "role": message.role.value,
        "parts": write_parts(message.parts, tags),
    }
    if message.context_id:
        wire["contextId"] = message.context_id
    if message.task_id:
        wire["taskId"] = message.task_id
    if message.metadata is not None:
        wire["metadata"] = message.metadata
    if message.extensions:
        wire["extensions"] = list(message.extensions)
    if message.reference_task_ids:
        wire["referenceTaskIds"] = list(message.reference_task_ids)
    return wire


def write_artifact(artifact: Artifact, tags: Tags) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "artifactId": artifact.id,
        "parts": write_parts(artifact.parts, tags),
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


def write_status(
    status: TaskStatus, tags: Tags, states: StateNames = STATE_NAMES
) -> dict[str, Any]:
    wire: dict[str, Any] = {"state": states[status.state], "timestamp": iso_from_ms(status.at)}
    if status.message is not None:
        wire["message"] = write_message(status.message, tags)
    return wire


def write_task(task: Task, tags: Tags) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "kind": "task",
        "id": task.id,
        "contextId": task.context_id,
        "status": write_status(task.status, tags),
    }
    if task.artifacts:
        wire["artifacts"] = [write_artifact(artifact, tags) for artifact in task.artifacts]
    if task.history:
        wire["history"] = [write_message(message, tags) for message in task.history]
    if task.metadata is not None:
        wire["metadata"] = task.metadata
    return wire


def _write_file(wire: dict[str, Any], part: RawPart | UrlPart) -> dict[str, Any]:
    if part.media_type:
        wire["mimeType"] = part.media_type
    if part.filename:
        wire["name"] = part.filename
    return wire
