"""A response of a peer, read into a task: its messages are artifacts, its refusal a rejection.

Only messages are read. What a model looked up or thought on the way is its own affair, and tools
that it would have us call were never offered.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateway.core.call import Call, Reply, SendMessage, TaskReply
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    ParseError,
    PeerRefused,
    TaskNotCancelable,
    TaskNotFound,
    UnsupportedOperation,
    Violation,
)
from gateway.core.json import Json, JsonObject, decode
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.base import WireResponse
from gateway.dialects.errorinfo import in_answer, read_failure
from gateway.dialects.lenient.fields import read_name, read_required_name, read_text, wrong

_STATES: Final[Mapping[str, TaskState]] = {
    "queued": TaskState.SUBMITTED,
    "in_progress": TaskState.WORKING,
    "completed": TaskState.COMPLETED,
    "cancelled": TaskState.CANCELED,
    "canceled": TaskState.CANCELED,
    "failed": TaskState.FAILED,
    # What it has said so far is there, and no more will come.
    "incomplete": TaskState.FAILED,
}
_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400


class ModelNotFound(PeerRefused):
    """The peer has no model of this name; set model in its row."""

    reason = "MODEL_NOT_FOUND"


def read_reply(call: Call, response: WireResponse) -> Reply:
    body = response.body
    if response.status >= 400:
        raise _read_error(call, response)
    if not isinstance(body, dict) or not ("output" in body or "status" in body):
        raise InvalidAgentResponse("not a response")
    asks_for_json = isinstance(call, SendMessage) and call.response_schema is not None
    with in_answer():
        return TaskReply(read_response(body, asks_for_json=asks_for_json))


def read_response(wire: JsonObject, *, asks_for_json: bool = False) -> Task:
    """Raise InvalidParams for what is none. A text is data where JSON was asked for, and came."""
    response_id = read_required_name(wire, "id", "response.")
    named = wire.get("status", "completed")
    state = _STATES.get(named) if isinstance(named, str) else None
    if state is None:
        raise wrong("response.status", "must be a status of a response")
    artifacts, refusals = _read_output(wire, asks_for_json=asks_for_json)
    said: Part | None = None
    if state is TaskState.COMPLETED and refusals:
        state = TaskState.REJECTED
        said = DataPart({"status": "declined", "reason": "\n".join(refusals)})
    elif state is TaskState.FAILED:
        said = TextPart(_find_failure(wire))
    message = None if said is None else Message("", Role.AGENT, (said,))
    return Task(response_id, response_id, TaskStatus(state, _read_time(wire), message), artifacts)


def read_error(wire: JsonObject, status: int = 0) -> GatewayError | None:
    """The error that ``{message, type, param, code}`` names, if it is one that callers tell."""
    code, param = _word(wire, "code"), _word(wire, "param")
    text = _word(wire, "message")
    if code == "model_not_found":
        return ModelNotFound(text)
    if code == "previous_response_not_found":
        return TaskNotFound(text)
    if status == _BAD_REQUEST and param == "stream":
        return UnsupportedOperation(text)
    if status == _BAD_REQUEST and param:
        return InvalidParams(text, violations=(Violation(param, text),))
    return None


def _read_error(call: Call, response: WireResponse) -> GatewayError:
    body = response.body
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        named = read_error(error, response.status)
        if named is not None:
            return named
        # Of what was asked before, every other refusal is of the path.
        if not isinstance(call, SendMessage):
            if response.status == _NOT_FOUND:
                return TaskNotFound(_word(error, "message"))
            if response.status == _BAD_REQUEST:
                return TaskNotCancelable(_word(error, "message"))
    return read_failure(response)


def _read_output(
    wire: JsonObject, *, asks_for_json: bool
) -> tuple[tuple[Artifact, ...], list[str]]:
    """What was said, message by message, and what was refused."""
    artifacts: list[Artifact] = []
    refusals: list[str] = []
    for position, item in enumerate(_objects(wire.get("output"), "response.output")):
        if item.get("type", "message") != "message":
            continue
        path = f"response.output[{position}]."
        parts: list[Part] = []
        for content in _objects(item.get("content"), f"{path}content"):
            if content.get("type") == "refusal":
                refusals.append(read_text(content, "refusal", f"{path}content."))
            elif "text" in content:
                text = read_text(content, "text", f"{path}content.")
                parts.append(_read_part(text, asks_for_json=asks_for_json))
        if parts:
            artifacts.append(Artifact(read_name(item, "id", path) or str(position), tuple(parts)))
    return tuple(artifacts), refusals


def _read_part(text: str, *, asks_for_json: bool) -> Part:
    if asks_for_json:
        try:
            return DataPart(decode(text.encode()))
        except ParseError:
            pass
    return TextPart(text)


def _find_failure(wire: JsonObject) -> str:
    error, details = wire.get("error"), wire.get("incomplete_details")
    if isinstance(error, dict) and (text := _word(error, "message") or _word(error, "code")):
        return text
    reason = _word(details, "reason") if isinstance(details, dict) else ""
    if wire.get("status") == "incomplete":
        return f"the answer is incomplete: {reason}" if reason else "the answer is incomplete"
    return "the response failed"


def _read_time(wire: JsonObject) -> int:
    """In milliseconds; theirs are seconds."""
    for member in ("completed_at", "created_at"):
        seconds: Any = wire.get(member)
        if type(seconds) in (int, float) and 0 <= seconds < 10**11:
            return int(seconds * 1000)
    return 0


def _objects(wire: Json, field: str) -> Iterator[dict[str, Any]]:
    if wire is None:
        return
    if not isinstance(wire, list):
        raise wrong(field, "must be a list")
    for item in wire:
        if not isinstance(item, dict):
            raise wrong(field, "must hold objects")
        yield item


def _word(wire: JsonObject, member: str) -> str:
    value = wire.get(member)
    return value[:1000] if isinstance(value, str) else ""
