"""Tasks, artifacts and the answers that hold them, of every generation."""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.call import MessageReply, TaskPageReply, TaskReply
from gateway.core.clock import ms_from_iso
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, Message, Role
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.lenient.fields import (
    MAX_TOKEN,
    find,
    find_named,
    read_count,
    read_metadata,
    read_name,
    read_names,
    read_required_name,
    read_text,
    wrong,
)
from gateway.dialects.lenient.message import read_message, read_parts
from gateway.dialects.lenient.state import SPELLINGS

# "unknown" is a 0.3 state: the task may still move, so it is worth asking again.
_STATES: Final[Mapping[Any, TaskState]] = {**SPELLINGS, "unknown": TaskState.WORKING}


def read_task(wire: Json, path: str = "task") -> Task:
    if not isinstance(wire, dict):
        raise wrong(path, "must be a task object")
    path += "."
    return Task(
        read_required_name(wire, "id", path),
        read_name(wire, "contextId", path) or read_name(wire, "sessionId", path),
        read_status(wire.get("status"), path + "status"),
        tuple(
            read_artifact(artifact, f"{path}artifacts[{i}]", i)
            for i, artifact in enumerate(_items(wire.get("artifacts"), path + "artifacts"))
        ),
        tuple(
            read_answer_message(message, f"{path}history[{i}]")
            for i, message in enumerate(_items(wire.get("history"), path + "history"))
        ),
        read_metadata(wire, path),
    )


def read_status(wire: Json, path: str = "status") -> TaskStatus:
    if not isinstance(wire, dict):
        raise wrong(path, "must be a status object")
    state = find_named(wire.get("state"), _STATES)
    if state is None:
        raise wrong(path + ".state", "must be a state of the protocol")
    timestamp, message = wire.get("timestamp"), wire.get("message")
    return TaskStatus(
        state,
        0 if timestamp is None else ms_from_iso(timestamp, path + ".timestamp"),
        None if message is None else read_answer_message(message, path + ".message"),
    )


def read_artifact(wire: Json, path: str, position: int) -> Artifact:
    """``position`` stands in for the id that 0.1 and Flowwink do not write."""
    if not isinstance(wire, dict):
        raise wrong(path, "must be an artifact object")
    path += "."
    index = wire.get("index")
    return Artifact(
        read_name(wire, "artifactId", path) or str(index if type(index) is int else position),
        read_parts(wire, path),
        read_text(wire, "name", path),
        read_text(wire, "description", path),
        read_metadata(wire, path),
        read_names(wire, "extensions", path),
    )


def read_answer(wire: Json, path: str = "result") -> TaskReply | MessageReply:
    """The answer to a send: 1.0 wraps a task or a message, the older ones do not."""
    if isinstance(wire, dict):
        wire, path = unwrap(wire, path, ("task", "message"))
        if "status" in wire:
            return TaskReply(read_task(wire, path))
        if "parts" in wire:
            return MessageReply(read_answer_message(wire, path))
    raise wrong(path, "must be a task or a message")


def unwrap(wire: JsonObject, path: str, members: tuple[str, ...]) -> tuple[JsonObject, str]:
    """What the first of the members holds, with its path, or the value itself.

    What has a status or an artifact of its own is not wrapped: python-a2a's tasks repeat, as their
    ``message``, what was said to them.
    """
    if "status" not in wire and "artifact" not in wire:
        for member in members:
            if isinstance(wrapped := find(wire, member), dict):
                return wrapped, f"{path}.{member}"
    return wire, path


def read_task_answer(wire: Json, path: str = "result") -> TaskReply:
    """The answer to a get: a bare task in every version, forgiven where it is wrapped."""
    if isinstance(wire, dict) and "status" not in wire and find(wire, "task") is not None:
        wire = wire["task"]
    return TaskReply(read_task(wire, path))


def read_task_page(wire: Json, path: str = "result") -> TaskPageReply:
    if not isinstance(wire, dict):
        raise wrong(path, "must be a page of tasks")
    tasks = _items(wire.get("tasks"), path + ".tasks")
    return TaskPageReply(
        tuple(TaskReply(read_task(task, f"{path}.tasks[{i}]")) for i, task in enumerate(tasks)),
        read_name(wire, "nextPageToken", path + ".", limit=MAX_TOKEN),
        read_count(wire, "pageSize", path + ".") or 0,
        read_count(wire, "totalSize", path + ".") or 0,
    )


def read_answer_message(wire: Json, path: str) -> Message:
    """A message in an agent's answer, which may leave out what a caller must give."""
    return read_message(wire, path, default_role=Role.AGENT)


def _items(wire: Json, field: str) -> list[Json]:
    """No limit on their number: histories are long, and the size of a reply has its own limit."""
    if wire is None:
        return []
    if not isinstance(wire, list):
        raise wrong(field, "must be a list")
    return wire
