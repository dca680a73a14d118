"""A response of a peer, read into a task: its messages are artifacts, its refusal a rejection.

Only messages are read. What a model looked up or thought on the way is its own affair, and tools
that it would have us call were never offered.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from gateway.core.call import Call, Reply, SendMessage, TaskReply
from gateway.core.errors import InvalidAgentResponse, ParseError
from gateway.core.json import Json, JsonObject, decode
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import (
    INTERRUPTED,
    PENDING_REVIEW,
    TERMINAL,
    Task,
    TaskState,
    TaskStatus,
)
from gateway.dialects.base import WireResponse
from gateway.dialects.errorinfo import in_answer
from gateway.dialects.lenient.fields import read_name, read_required_name, read_text, wrong
from gateway.dialects.lenient.state import SPELLINGS
from gateway.dialects.responses.refused import read_refusal, read_word

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
_OWN: Final = "a2a"
_COMMENTARY: Final = "commentary"


class _Output(NamedTuple):
    """What was said, message by message; what was said beside the answer; what was refused."""

    artifacts: tuple[Artifact, ...]
    commentary: tuple[Part, ...]
    refusals: list[str]


def read_reply(call: Call, response: WireResponse) -> Reply:
    body = response.body
    if response.status >= 400:
        raise read_refusal(call, response)
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
    output = _read_output(wire, asks_for_json=asks_for_json)
    artifacts, said = output.artifacts, output.commentary
    state, review = _read_own(wire, state)
    if state in INTERRUPTED:
        pass
    elif review is not None:
        said = (DataPart(review),)
    elif state is TaskState.FAILED:
        said = (TextPart(_find_failure(wire)),)
    elif state is TaskState.COMPLETED and output.refusals:
        state = TaskState.REJECTED
        said = (DataPart(_read_decline("\n".join(output.refusals))),)
    elif state is TaskState.COMPLETED and not artifacts and said:
        artifacts, said = (Artifact("0", said),), ()
    message = Message("", Role.AGENT, said) if said else None
    return Task(response_id, response_id, TaskStatus(state, _read_time(wire), message), artifacts)


def _read_decline(text: str) -> JsonObject:
    """A refusal as data, which one of us has put into its words."""
    try:
        data = decode(text.encode()) if text.startswith("{") else None
    except ParseError:
        data = None
    if isinstance(data, dict) and data.get("status") == "declined":
        return data
    return {"status": "declined", "reason": text}


def _read_own(wire: JsonObject, state: TaskState) -> tuple[TaskState, JsonObject | None]:
    """What one of us says beside it, of which no status of OpenAI's has the word: that a question
    waits for its answer, or the task for a human over there.
    """
    own = wire.get(_OWN)
    if not isinstance(own, dict):
        return state, None
    named = SPELLINGS.get(own["state"]) if isinstance(own.get("state"), str) else None
    review = own.get("review")
    if isinstance(review, dict) and named not in TERMINAL:
        return TaskState.WORKING, {**review, "status": PENDING_REVIEW}
    return (named, None) if named in INTERRUPTED else (state, None)


def _read_output(wire: JsonObject, *, asks_for_json: bool) -> _Output:
    artifacts: list[Artifact] = []
    commentary: list[Part] = []
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
        if item.get("phase") == _COMMENTARY:
            commentary += parts
        elif parts:
            artifacts.append(Artifact(read_name(item, "id", path) or str(position), tuple(parts)))
    return _Output(tuple(artifacts), tuple(commentary), refusals)


def _read_part(text: str, *, asks_for_json: bool) -> Part:
    if asks_for_json:
        try:
            return DataPart(decode(text.encode()))
        except ParseError:
            pass
    return TextPart(text)


def _find_failure(wire: JsonObject) -> str:
    error, details = wire.get("error"), wire.get("incomplete_details")
    if isinstance(error, dict) and (
        text := read_word(error, "message") or read_word(error, "code")
    ):
        return text
    reason = read_word(details, "reason") if isinstance(details, dict) else ""
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
