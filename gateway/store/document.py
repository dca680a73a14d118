"""Tasks and events as the texts that are stored, and back.

Apart from the core's document, which speaks of objects, and shared by every engine, so that what
one of them cannot keep none of them takes.
"""

from typing import Any

import orjson

from gateway.core.document import (
    read_artifact,
    read_status,
    read_task,
    write_artifact,
    write_status,
    write_task,
)
from gateway.core.errors import StoreError
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskEvent


def dump_task(task: Task) -> str:
    """Raise StoreError for a task that holds what JSON cannot say."""
    return _dump(write_task(task))


def load_task(text: str) -> Task:
    return read_task(orjson.loads(text))


def dump_event(event: TaskEvent) -> str:
    """Raise StoreError for an event that holds what JSON cannot say."""
    wire: dict[str, Any]
    if isinstance(event, StatusUpdate):
        wire = {"status": write_status(event.status)}
    else:
        wire = {"artifact": write_artifact(event.artifact)}
        if event.append:
            wire["append"] = True
        if event.last_chunk:
            wire["lastChunk"] = True
    if event.metadata is not None:
        wire["metadata"] = event.metadata
    return _dump(wire)


def load_event(text: str) -> TaskEvent:
    wire = orjson.loads(text)
    metadata = wire.get("metadata")
    if "status" in wire:
        return StatusUpdate(read_status(wire["status"]), metadata)
    return ArtifactUpdate(
        read_artifact(wire["artifact"]),
        append="append" in wire,
        last_chunk="lastChunk" in wire,
        metadata=metadata,
    )


def _dump(wire: dict[str, Any]) -> str:
    try:
        return orjson.dumps(wire).decode()
    except orjson.JSONEncodeError as error:
        raise StoreError(f"the task cannot be written as JSON: {error}") from None
