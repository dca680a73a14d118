"""Answers without an envelope: the result alone, and HTTP statuses for all that is none.

Server and client are inverse for what the form can carry: the result, a question, a refusal, the
words of a failure, and the task's id, which is in a header where the body has no place for it.
"""

from typing import Any, Final

from gateway.core.call import Call, CardReply, MessageReply, Reply, SendMessage, TaskReply
from gateway.core.choose import find_choice
from gateway.core.errors import GatewayError, SkillNotFound, UnsupportedOperation
from gateway.core.flatten import flatten
from gateway.core.json import Json
from gateway.core.message import Part
from gateway.core.task import Task, TaskState
from gateway.dialects.base import Flavour, WireRequest, WireResponse
from gateway.dialects.card import write_card
from gateway.dialects.envelope import PENDING_APPROVAL, in_envelope
from gateway.dialects.errorinfo import write_violations
from gateway.dialects.result import bare_result, find_data, result_parts

TASK_HEADER: Final = "Peergate-Task"
_PLAIN: Final = Flavour()


def write_reply(request: WireRequest, call: Call, reply: Reply) -> WireResponse:
    match reply:
        case TaskReply(task=task):
            skill = "" if task.review is None else _find_skill(call)
            status, body = write_task(task, skill, request.flavour)
            return WireResponse(status, body, {TASK_HEADER: task.id})
        case MessageReply():
            return WireResponse(200, _write_result(reply.message.parts, request.flavour))
        case CardReply():
            return WireResponse(200, write_card(reply.card, "0.3"))
        case _:
            # Its readers make no call that is answered so.
            raise UnsupportedOperation(type(call).__name__)


def write_error(_: WireRequest, error: GatewayError) -> WireResponse:
    status = 404 if isinstance(error, SkillNotFound) else error.http_status
    body: dict[str, Any] = {"error": error.message.removesuffix(".")}
    if error.violations:
        body["violations"] = write_violations(error)
    return WireResponse(status, body)


def write_task(task: Task, skill: str, flavour: Flavour = _PLAIN) -> tuple[int, Json]:
    """The HTTP status and the body; ``skill`` is what was asked for, said while it is in review."""
    said = task.status.message.parts if task.status.message is not None else ()
    match task.state:
        case TaskState.COMPLETED:
            return 200, _write_result(result_parts(task), flavour)
        case TaskState.FAILED:
            return 500, {"error": flatten(said) or "The skill failed"}
        case TaskState.REJECTED:
            data = find_data(said)
            declined = data if isinstance(data, dict) else {"reason": flatten(said)}
            return 200, {**declined, "status": "declined"}
        case TaskState.CANCELED:
            return 200, {"status": "canceled", "task_id": task.id}
        case TaskState.INPUT_REQUIRED | TaskState.AUTH_REQUIRED:
            return 200, {
                "status": task.state.value,
                "question": flatten(said),
                "task_id": task.id,
            }
        case TaskState.SUBMITTED | TaskState.WORKING:
            return 202, _write_progress(task, skill)


def _find_skill(call: Call) -> str:
    return find_choice(call.message).skill if isinstance(call, SendMessage) else ""


def _write_result(parts: tuple[Part, ...], flavour: Flavour) -> Json:
    result = bare_result(parts)
    return in_envelope(result) if flavour.envelope else result


def _write_progress(task: Task, skill: str) -> dict[str, Any]:
    """A task that waits for our own human is pending approval, with what is known about when."""
    review = task.review
    if review is None:
        return {"status": "working", "task_id": task.id}
    return {
        **review,
        "status": PENDING_APPROVAL,
        "task_id": task.id,
        **({"skill": skill} if skill else {}),
    }
