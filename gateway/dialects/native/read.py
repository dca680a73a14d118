"""A peer's answer without an envelope, read back into a task.

The body alone says little: 202 is a task that goes on, a few words in ``status`` are ours and
Flowwink's, and every other body with 200 is the result.
"""

from collections.abc import Mapping
from typing import Final

from gateway.core.call import Call, Reply, TaskReply
from gateway.core.errors import GatewayError, InvalidAgentResponse, InvalidParams, SkillNotFound
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import PENDING_REVIEW, Task, TaskState, TaskStatus
from gateway.dialects.base import WireResponse
from gateway.dialects.envelope import PENDING_APPROVAL, open_envelope
from gateway.dialects.errorinfo import read_failure, read_violations, without_title
from gateway.dialects.native.answer import TASK_HEADER

_STATES: Final[Mapping[str, TaskState]] = {
    "declined": TaskState.REJECTED,
    "canceled": TaskState.CANCELED,
    "input-required": TaskState.INPUT_REQUIRED,
    "auth-required": TaskState.AUTH_REQUIRED,
}
_OUR_MEMBERS: Final = frozenset({"status", "task_id", "skill"})
_SKILL_FAILED: Final = 500
_NOT_FOUND: Final = 404


def read_reply(_: Call, response: WireResponse) -> Reply:
    body = response.body
    header = response.headers.get(TASK_HEADER, "")
    if response.status >= 400:
        if response.status != _SKILL_FAILED or not header:
            raise _read_error(response)
        return _reply(header, TaskState.FAILED, TextPart(_find_text(body, "error")))
    if body is None:
        raise InvalidAgentResponse("an empty answer")
    wire: JsonObject = body if isinstance(body, dict) else {}
    task_id = _find_text(wire, "task_id") or header
    status = wire.get("status")
    if response.status == 202:
        if status in (PENDING_APPROVAL, PENDING_REVIEW):
            review = {name: value for name, value in wire.items() if name not in _OUR_MEMBERS}
            return _reply(
                task_id, TaskState.WORKING, DataPart({"status": PENDING_REVIEW, **review})
            )
        return _reply(task_id, TaskState.WORKING)
    state = _STATES.get(status) if isinstance(status, str) else None
    match state:
        case None:
            return TaskReply(open_envelope(_result(task_id, body)))
        case TaskState.REJECTED:
            return _reply(task_id, state, DataPart(body))
        case TaskState.CANCELED:
            return _reply(task_id, state)
        case _:
            return _reply(task_id, state, TextPart(_find_text(wire, "question")))


def _reply(task_id: str, state: TaskState, said: Part | None = None) -> TaskReply:
    message = None if said is None else Message("", Role.AGENT, (said,))
    return TaskReply(Task(task_id, "", TaskStatus(state, 0, message)))


def _result(task_id: str, body: Json) -> Task:
    """``{"result": text}`` alone is how a text travels; anything else is data."""
    part: Part = DataPart(body)
    if isinstance(body, dict) and body.keys() == {"result"} and isinstance(body["result"], str):
        part = TextPart(body["result"])
    status = TaskStatus(TaskState.COMPLETED, 0)
    return Task(task_id, "", status, (Artifact("0", (part,)),))


def _read_error(response: WireResponse) -> GatewayError:
    body = response.body
    text = _find_text(body, "error")
    if text and response.status == _NOT_FOUND:
        return SkillNotFound(without_title(SkillNotFound, text))
    if text and response.status == InvalidParams.http_status:
        violations = read_violations(body.get("violations"))
        return InvalidParams(without_title(InvalidParams, text), violations=violations)
    return read_failure(response)


def _find_text(body: Json, member: str) -> str:
    value = body.get(member) if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""
