"""The audit row of a call out: written before the call leaves, brought up to date by its end."""

from typing import Final

from msgspec.structs import replace

from gateway.core.call import MessageReply, Reply, TaskReply
from gateway.core.document import write_task
from gateway.core.errors import GatewayError
from gateway.core.json import Json, encode
from gateway.core.message_document import write_message
from gateway.outbox.outcome import Outcome
from gateway.store.records import TASK_STATUSES, Activity

MAX_JSON: Final = 16 * 1024
RESPONSE_SCHEMA: Final = "response_schema"
_MAX_ERROR: Final = 500
_ASKS_FOR_WORK: Final = frozenset({"SendMessage", "SendStreamingMessage"})


def ended(activity: Activity, outcome: Outcome, task_id: str) -> Activity:
    """The row with what came of the call; work that a peer was asked for stays pending till done.

    ``task_id`` is the peer's task, "" for none: it may be known of a call without an answer.
    """
    task, error = outcome.task, outcome.error
    if error is not None:
        status, words = "error", words_of(error)
    elif task is not None and activity.operation in _ASKS_FOR_WORK:
        status, words = TASK_STATUSES.get(task.state, "pending"), ""
    else:
        status, words = "success", ""
    return replace(
        activity,
        status=status,
        error=words,
        dialect=outcome.dialect,
        duration_ms=outcome.duration_ms,
        task_id=task_id or activity.task_id,
        output=cut_json(_write_reply(outcome.reply)) if outcome.reply else "",
    )


def words_of(error: GatewayError) -> str:
    """What the row says went wrong."""
    return f"{error.reason}: {error.message}"[:_MAX_ERROR]


def message_of(row: Activity) -> str:
    """What went wrong, as it was said: the words of the row without their first, the reason."""
    return row.error.partition(": ")[2] or row.error


def write_said(said: Json) -> str:
    """What was asked, as JSON text; of what is too long, how it begins, and the structure that was
    asked for, by which the answer is known.
    """
    if not isinstance(said, dict) or RESPONSE_SCHEMA not in said:
        return cut_json(said)
    text = encode(said).decode()
    if len(text) <= MAX_JSON:
        return text
    rest = {name: value for name, value in said.items() if name != RESPONSE_SCHEMA}
    return encode({RESPONSE_SCHEMA: said[RESPONSE_SCHEMA], "said": cut_json(rest)}).decode()


def cut_json(value: Json) -> str:
    """The value as JSON text; of one that is too long, its length and how it begins."""
    text = encode(value).decode()
    if len(text) <= MAX_JSON:
        return text
    return encode({"cut": True, "length": len(text), "begin": text[: MAX_JSON // 2]}).decode()


def _write_reply(reply: Reply) -> Json:
    match reply:
        case TaskReply(task=task):
            return write_task(replace(task, history=()))
        case MessageReply():
            return write_message(reply.message)
        case _:
            return None
