"""Tasks and events as the texts that are stored, and back.

Apart from the core's document, which speaks of objects, and shared by every engine, so that what
one of them cannot keep none of them takes.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import orjson
from msgspec import Raw, Struct
from msgspec.json import Decoder

from gateway.core.document import (
    read_artifact,
    read_status,
    write_artifact,
    write_status,
    write_task,
)
from gateway.core.errors import StoreError
from gateway.core.history import History
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskEvent

Written = TypeVar("Written")


class _Stored(Struct, rename="camel"):
    """The document of a task, of which the history stays as it is written."""

    id: str
    context_id: str
    status: dict[str, Any]
    artifacts: list[dict[str, Any]] = []
    history: list[Raw] = []
    metadata: dict[str, Any] | None = None


_STORED: Final = Decoder(_Stored)


def dump_task(task: Task) -> str:
    """Raise StoreError for a task that holds what JSON cannot say."""
    return _dump(write_task, task)


def load_task(text: str) -> Task:
    stored = _STORED.decode(text)
    return Task(
        stored.id,
        stored.context_id,
        read_status(stored.status),
        tuple(map(read_artifact, stored.artifacts)),
        History.read(("", bytes(document)) for document in stored.history),
        stored.metadata,
    )


def dump_event(event: TaskEvent) -> str:
    """Raise StoreError for an event that holds what JSON cannot say."""
    return _dump(_write_update, event)


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


def _write_update(event: TaskEvent) -> dict[str, Any]:
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
    return wire


def _dump(write: Callable[[Written], dict[str, Any]], what: Written) -> str:
    try:
        return orjson.dumps(write(what)).decode()
    except orjson.JSONEncodeError as error:
        raise StoreError(f"the task cannot be written as JSON: {error}") from None
