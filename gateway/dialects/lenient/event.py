"""Events of a stream of every generation.

1.0 says what an event is by its one member, 0.3 by ``kind``, 0.1 not at all; what it holds tells
them apart in any case.
"""

from typing import Final

from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.core.task import ArtifactUpdate, StatusUpdate
from gateway.dialects.lenient.fields import (
    find,
    read_flag,
    read_metadata,
    read_name,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.task import (
    read_answer_message,
    read_artifact,
    read_status,
    read_task,
    unwrap,
)

_MEMBERS: Final = ("task", "message", "statusUpdate", "artifactUpdate")


def read_event(wire: Json, path: str = "result") -> Event:
    """The event with ``seq`` 0; raise InvalidParams for what is none."""
    if isinstance(wire, dict):
        wire, path = unwrap(wire, path, _MEMBERS)
        if "artifact" in wire:
            return _read_artifact_update(wire, path)
        if "status" in wire:
            return _read_status_update(wire, path) if _is_update(wire) else _read_task(wire, path)
        if "parts" in wire:
            message = read_answer_message(wire, path)
            return Event(0, "", message.context_id, message)
    raise wrong(path, "must be a task, a message or an update of either")


def _is_update(wire: JsonObject) -> bool:
    """0.1 names the task ``id`` in its updates as in its tasks, which alone have a session."""
    return find(wire, "taskId") is not None or ("final" in wire and "sessionId" not in wire)


def _read_task(wire: JsonObject, path: str) -> Event:
    task = read_task(wire, path)
    return Event(0, task.id, task.context_id, task)


def _read_status_update(wire: JsonObject, path: str) -> Event:
    status = read_status(wire.get("status"), path + ".status")
    return _event(wire, path, StatusUpdate(status, read_metadata(wire, path + ".")))


def _read_artifact_update(wire: JsonObject, path: str) -> Event:
    artifact = wire["artifact"]
    update = ArtifactUpdate(
        read_artifact(artifact, path + ".artifact", 0),
        _is_set(wire, artifact, "append", path),
        _is_set(wire, artifact, "lastChunk", path),
        read_metadata(wire, path + "."),
    )
    return _event(wire, path, update)


def _event(wire: JsonObject, path: str, said: StatusUpdate | ArtifactUpdate) -> Event:
    task_id = read_name(wire, "taskId", path + ".") or read_required_name(wire, "id", path + ".")
    return Event(0, task_id, read_name(wire, "contextId", path + "."), said)


def _is_set(wire: JsonObject, artifact: JsonObject, member: str, path: str) -> bool:
    """0.1 has the flags in the artifact."""
    if (flag := read_flag(wire, member, path + ".")) is None:
        flag = read_flag(artifact, member, path + ".artifact.")
    return flag is True
