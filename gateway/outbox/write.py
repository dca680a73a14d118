"""An outcome as a JSON object: what the operator's endpoints and commands show of a call."""

from typing import Any

from gateway.outbox.outcome import Outcome


def write_outcome(outcome: Outcome) -> dict[str, Any]:
    """``{kind, activity_id, dialect, duration_ms, result, text, task?, error?}``.

    ``result`` is None where there is none; ``text`` is the answer in words, "" for none. ``task``
    is ``{id, state, context_id}``, there when the peer answered with one; ``error`` is
    ``{message, reason}``, there when it did not answer.
    """
    wire: dict[str, Any] = {
        "kind": outcome.kind.value,
        "activity_id": outcome.activity_id,
        "dialect": outcome.dialect,
        "duration_ms": outcome.duration_ms,
        "result": outcome.value,
        "text": outcome.text,
    }
    if (task := outcome.task) is not None:
        wire["task"] = {
            "id": task.id,
            "state": task.state.value,
            "context_id": task.context_id,
        }
    if (error := outcome.error) is not None:
        wire["error"] = {"message": error.message, "reason": error.reason}
    return wire
