"""``message.handle``: what a customer said, and what the agents handling it know of it.

The message is text and the ``context`` any object, so what A2A has places for is named there. The
customer is who the metadata of the call says: nobody, where it is silent.
"""

from typing import Any, Final

from gateway.core.call import MessageReply, SendMessage, TaskReply
from gateway.core.choose import find_choice
from gateway.core.flatten import flatten
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.lenient.fields import read_name, read_object, read_text, wrong
from gateway.dialects.lenient.message import find_response_schema
from gateway.dialects.lenient.part import read_part
from gateway.dialects.native.answer import write_task
from gateway.dialects.result import find_data, result_parts

CUSTOMER: Final = "customer_phone"
_SKILL: Final = "skill"
_ARGUMENTS: Final = "arguments"
_SCHEMA: Final = "responseSchema"
_CONTEXT_ID: Final = "contextId"
_TASK_ID: Final = "taskId"


def write_handle(call: SendMessage) -> dict[str, Any]:
    message, choice = call.message, find_choice(call.message)
    context: dict[str, Any] = {}
    if choice.skill:
        context |= {_SKILL: choice.skill, _ARGUMENTS: choice.arguments}
    if call.response_schema is not None:
        context[_SCHEMA] = call.response_schema
    if message.context_id:
        context[_CONTEXT_ID] = message.context_id
    if message.task_id:
        context[_TASK_ID] = message.task_id
    customer = (call.metadata or {}).get(CUSTOMER, "")
    return {CUSTOMER: customer, "message": flatten(message.parts), "context": context}


def read_handle(params: JsonObject) -> SendMessage:
    context = read_object(params.get("context"), "context")
    customer = read_name(params, CUSTOMER)
    message = Message(
        "",
        Role.USER,
        _read_parts(params, context),
        read_name(context, _CONTEXT_ID, "context."),
        read_name(context, _TASK_ID, "context."),
    )
    return SendMessage(
        message,
        find_response_schema(context),
        metadata={CUSTOMER: customer} if customer else None,
        message_id_is_given=False,
    )


def write_result(_: SendMessage, reply: TaskReply | MessageReply) -> Json:
    """An object in any case, whose ``status`` is the agent's own where it gave one."""
    if isinstance(reply, MessageReply):
        return _write_parts(reply.message.parts)
    task = reply.task
    if task.state is TaskState.COMPLETED:
        return _write_parts(result_parts(task))
    body = write_task(task, "")[1]
    return {"status": task.state.value, **body, "task_id": task.id}


def read_result(_: SendMessage, result: Json) -> TaskReply:
    """Whatever status it tells of is part of the result: it was handled, so the task is done."""
    if result is None:
        raise wrong("result", "is required")
    part: Part = TextPart(result) if isinstance(result, str) else DataPart(result)
    task_id = result.get("task_id") if isinstance(result, dict) else None
    status = TaskStatus(TaskState.COMPLETED, 0)
    name = task_id if isinstance(task_id, str) else ""
    return TaskReply(Task(name, "", status, (Artifact("0", (part,)),)))


def _read_parts(params: JsonObject, context: JsonObject) -> tuple[Part, ...]:
    parts: list[Part] = []
    if skill := read_name(context, _SKILL, "context."):
        arguments = read_object(context.get(_ARGUMENTS), "context.arguments")
        parts.append(read_part({"data": {_SKILL: skill, _ARGUMENTS: arguments}}, "context"))
    if text := read_text(params, "message"):
        parts.append(read_part({"text": text}, "message"))
    if not parts:
        raise wrong("message", "must not be empty")
    return tuple(parts)


def _write_parts(parts: tuple[Part, ...]) -> Json:
    data = find_data(parts)
    return (
        data if isinstance(data, dict) else {"status": "resolved", "answer": data or flatten(parts)}
    )
