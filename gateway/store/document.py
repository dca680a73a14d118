"""Tasks and events as the texts that are stored, and back.

Apart from the core's document, which speaks of objects, and shared by every engine, so that what
one of them cannot keep none of them takes.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Final, TypeVar

import orjson
from msgspec import Raw, Struct
from msgspec.json import Decoder
from msgspec.structs import replace

from gateway.core.document import (
    read_artifact,
    read_status,
    write_artifact,
    write_status,
    write_task,
)
from gateway.core.errors import StoreError
from gateway.core.history import History, Messages
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


def dump_task(task: Task, turns: int = 0) -> str:
    """The task but for the first ``turns`` messages of its history, which are stored elsewhere.

    Raise StoreError for a task that holds what JSON cannot say.
    """
    return _dump(write_task, replace(task, history=task.history[turns:]) if turns else task)


def dump_turns(messages: Messages) -> list[tuple[str, str]]:
    """The role and the document of each; raise StoreError for what JSON cannot say."""
    try:
        stored = History.of(messages).stored
    except orjson.JSONEncodeError as error:
        raise _unwritable(error) from None
    return [(role, document.decode()) for role, document in stored]


def load_task(text: str, turns: Iterable[tuple[str, bytes]] = ()) -> Task:
    """The task; ``turns`` are the roles and the documents of the messages stored elsewhere, which
    come before its own.
    """
    stored = _STORED.decode(text)
    return Task(
        stored.id,
        stored.context_id,
        read_status(stored.status),
        tuple(map(read_artifact, stored.artifacts)),
        History.read(chain(turns, (("", bytes(document)) for document in stored.history))),
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
        raise _unwritable(error) from None


def _unwritable(error: Exception) -> StoreError:
    return StoreError(f"the task cannot be written as JSON: {error}")
