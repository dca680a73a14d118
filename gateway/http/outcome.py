"""What came of a call to a peer, as the operator's endpoints answer it (PROTOCOL section 9).

A completed task is its result alone. Nothing else may look like one: other ends of a task say their
``status``, a task that goes on is 202, and all that is no answer is an ``error`` with its own HTTP
status.
"""

from typing import Any, Final

from aiohttp import web

from gateway.core.errors import Fault, GatewayError
from gateway.core.flatten import flatten
from gateway.core.json import Json
from gateway.core.task import Task, TaskState
from gateway.dialects.native.answer import write_task
from gateway.dialects.result import result_parts
from gateway.http.respond import json_response
from gateway.outbox import Kind, Outcome

ACTIVITY_HEADER: Final = "Peergate-Activity"
"""The audit row of the call, by its id."""

_UNAVAILABLE: Final = "peer_unavailable"
_ERROR: Final = "error"
_STATUSES: Final = {
    Kind.UNREACHABLE: 503,
    Kind.REFUSED: 502,
    Kind.FAILED: 502,
    Kind.SCHEMA_MISMATCH: 502,
}


def outcome_response(outcome: Outcome, skill: str = "") -> web.Response:
    """``skill`` is what the call asked for, "" for none."""
    headers = {ACTIVITY_HEADER: outcome.activity_id}
    if (error := outcome.error) is None:
        status, body = _write_answer(outcome, skill)
    else:
        status, body = _write_error(outcome, error)
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
    return json_response(body, status, headers)


def _write_answer(outcome: Outcome, skill: str) -> tuple[int, Json]:
    task = outcome.task
    if task is None or task.state is TaskState.COMPLETED:
        value = outcome.value
        return 200, {"result": value} if value is None or isinstance(value, str) else value
    if task.state is TaskState.FAILED:
        return 502, _write_failed(task, outcome.value)
    return write_task(task, skill)


def _write_failed(task: Task, value: Json) -> dict[str, Any]:
    said = task.status.message.parts if task.status.message is not None else ()
    return {
        "error": {
            "message": flatten(said) or "The peer's task failed.",
            "code": _ERROR,
            "reason": "TASK_FAILED",
        },
        # What it handed out before it failed.
        "result": value if result_parts(task) else None,
        "task_id": task.id,
    }


def _write_error(outcome: Outcome, error: GatewayError) -> tuple[int, Json]:
    kind = outcome.kind
    code = _ERROR
    status = error.http_status
    # What is our own doing, or may pass, keeps its status.
    if error.fault is not Fault.GATEWAY:
        status = _STATUSES.get(kind, status)
        code = _UNAVAILABLE if kind in (Kind.UNREACHABLE, Kind.RETRY) else _ERROR
    said = {"message": error.message, "code": code, "reason": error.reason}
    return status, {"error": said, "result": outcome.value}
