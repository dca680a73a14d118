"""Tasks and messages written as Response objects, with all that Open Responses requires of one.

Beside OpenAI's members each has ``a2a``: the task's own id, context and state, for a caller who
wants to know what no status of OpenAI's says.
"""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.call import Call, MessageReply, Reply, TaskReply
from gateway.core.errors import UnsupportedOperation
from gateway.core.flatten import flatten
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, Message
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.base import WireRequest, WireResponse
from gateway.dialects.responses.asked import CREATED_AT, find_asked, read_asked
from gateway.dialects.responses.output import Output, outputs_of
from gateway.dialects.responses.shape import repeat_text
from gateway.dialects.responses.turn import newest_turn, read_response_id, said_in

STATUSES: Final[Mapping[TaskState, str]] = {
    TaskState.SUBMITTED: "queued",
    TaskState.WORKING: "in_progress",
    # It goes on when the caller answers.
    TaskState.INPUT_REQUIRED: "incomplete",
    TaskState.AUTH_REQUIRED: "incomplete",
    TaskState.COMPLETED: "completed",
    TaskState.REJECTED: "completed",
    TaskState.FAILED: "failed",
    TaskState.CANCELED: "cancelled",
}
_DONE: Final = frozenset({TaskState.COMPLETED, TaskState.REJECTED})
# What is set of a model, of which there is none here: all of it is required, most as a number.
_OF_MODELS: Final[Mapping[str, Json]] = {
    "frequency_penalty": 0,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "parallel_tool_calls": False,
    "presence_penalty": 0,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "service_tier": "default",
    "temperature": 1,
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1,
    "truncation": "disabled",
    "usage": None,
    "user": None,
}


def write_reply(request: WireRequest, call: Call, reply: Reply) -> WireResponse:
    match reply:
        case TaskReply(task=task):
            asked = find_asked(said_in(task, newest_turn(task))) or _asked_by(request)
        case MessageReply(message=message):
            asked = _asked_by(request)
            task = as_task(message, 0)
        case _:
            # Its reader makes no call that is answered so.
            raise UnsupportedOperation(type(call).__name__)
    return WireResponse(200, write_response(task, asked, outputs_of(task)))


def as_task(message: Message, at: int) -> Task:
    """A direct answer as if a task had given it; there is none to come back to.

    ``at`` is in milliseconds since the epoch.
    """
    status = TaskStatus(TaskState.COMPLETED, at)
    artifact = Artifact("answer", message.parts)
    return Task(f"resp_{message.id}", message.context_id, status, (artifact,))


def write_response(task: Task, asked: JsonObject, outputs: list[Output]) -> dict[str, Any]:
    """The Response whose id is that of the task; ``outputs`` are its messages so far."""
    named = read_response_id(task.id)
    created_at = asked.get(CREATED_AT)
    return {
        "id": task.id,
        "object": "response",
        "created_at": created_at if type(created_at) is int else task.status.at // 1000,
        "status": STATUSES[task.state],
        "background": asked.get("background") is True,
        "completed_at": task.status.at // 1000 if task.state in _DONE else None,
        "error": _write_failure(task),
        "incomplete_details": None,
        "instructions": _text(asked.get("instructions")),
        "metadata": asked.get("metadata") or {},
        "model": _text(asked.get("model")) or "",
        "output": [output.write() for output in outputs],
        "previous_response_id": _text(asked.get("previous_response_id")),
        "store": asked.get("store") is not False,
        "text": repeat_text(asked.get("text")),
        **_OF_MODELS,
        "conversation": {"id": task.context_id} if task.context_id else None,
        "a2a": {
            "task_id": named[0] if named is not None else task.id,
            "context_id": task.context_id,
            "state": task.state.value,
            **({} if task.review is None else {"review": task.review}),
        },
    }


def _write_failure(task: Task) -> dict[str, str] | None:
    if task.state is not TaskState.FAILED:
        return None
    said = task.status.message.parts if task.status.message is not None else ()
    return {"code": "server_error", "message": flatten(said) or "The skill failed"}


def _asked_by(request: WireRequest) -> JsonObject:
    return read_asked(request.body) if isinstance(request.body, dict) else {}


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
