"""Flowwink's envelope, ``{"status", "result", "trust_level"}``, around what a skill gave.

Its server puts it around every result and calls the whole completed, whether the skill did well,
failed, or waits for an approval. Read here, each of them is what it is. Peers whose rows ask for
the envelope get it from us, around results alone.
"""

from typing import Any, Final

from msgspec.structs import replace

from gateway.core.errors import ParseError
from gateway.core.json import Json, decode
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.core.task import PENDING_REVIEW, Task, TaskState, TaskStatus
from gateway.dialects.result import result_parts

PENDING_APPROVAL: Final = "pending_approval"
_SUCCESS: Final = "success"
_FAILED: Final = "failed"
_TRUST: Final = "trust_level"
_MEMBERS: Final = frozenset({"status", "result", _TRUST})


def in_envelope(result: Json) -> dict[str, Any]:
    return {"status": _SUCCESS, "result": result, _TRUST: "auto"}


def open_envelope(task: Task) -> Task:
    """The task without an envelope around its result, in the state that this tells."""
    if task.state is not TaskState.COMPLETED:
        return task
    wire = _find_object(result_parts(task))
    if wire is None or _TRUST not in wire:
        return task
    if wire.get("status") == PENDING_APPROVAL:
        review = DataPart({**wire, "status": PENDING_REVIEW})
        return _moved(task, TaskState.WORKING, review)
    if wire.keys() != _MEMBERS:
        return task
    if wire["status"] == _FAILED:
        return _moved(task, TaskState.FAILED, _part(wire["result"]))
    if wire["status"] == _SUCCESS:
        artifact = next(artifact for artifact in task.artifacts if artifact.parts)
        return replace(task, artifacts=(replace(artifact, parts=(_part(wire["result"]),)),))
    return task


def open_result(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A result that is told before its task has ended, without the envelope of a success."""
    wire = _find_object(parts)
    if wire is None or wire.keys() != _MEMBERS or wire["status"] != _SUCCESS:
        return parts
    return (_part(wire["result"]),)


def _part(result: Json) -> Part:
    return TextPart(result) if isinstance(result, str) else DataPart(result)


def _find_object(parts: tuple[Part, ...]) -> dict[str, Json] | None:
    """The one part there is as an object, whether it is data or a text that holds it."""
    match parts:
        case (DataPart(data=dict(data)),):
            return data
        case (TextPart(text=text),) if text.startswith("{"):
            try:
                found: dict[str, Json] = decode(text.encode())
            except ParseError:
                return None
            return found
        case _:
            return None


def _moved(task: Task, state: TaskState, said: Part) -> Task:
    message = Message("", Role.AGENT, (said,))
    return replace(task, status=TaskStatus(state, task.status.at, message), artifacts=())
