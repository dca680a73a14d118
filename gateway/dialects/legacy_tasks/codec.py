"""The operations of A2A 0.1: the task's id is the caller's, its session is the context.

Written calls say nothing of ``return_immediately``, which 0.1 cannot ask for. A peer's answer names
the task by our alias, which is thereby the id that we know it under.
"""

from dataclasses import replace
from typing import Any, Final

from gateway.core.call import GetTask, MessageReply, SendMessage, TaskReply
from gateway.core.json import Json, JsonObject
from gateway.core.message import Role
from gateway.dialects.a2a_v03.echo import Echo, change_message, change_reply, change_task
from gateway.dialects.a2a_v1.codec import write_get_task
from gateway.dialects.base import Codec, Operation
from gateway.dialects.legacy_tasks.write import (
    write_direct_answer,
    write_legacy_message,
    write_legacy_task,
)
from gateway.dialects.lenient.fields import (
    read_count,
    read_metadata,
    read_name,
    read_names,
    read_object,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.message import find_response_schema, read_message
from gateway.dialects.lenient.send import AGENT_ID, RESPONSE_SCHEMA, read_get_task
from gateway.dialects.lenient.task import read_answer, read_task_answer

_ECHO: Final = Echo()


def read_send(params: JsonObject) -> SendMessage:
    alias = read_required_name(params, "id")
    wire = read_object(params.get("message"), "message")
    message = change_message(read_message(wire, default_role=Role.USER), _ECHO.remove)
    if "role" not in wire:
        raise wrong("message.role", "is required")
    if not message.parts:
        raise wrong("message.parts", "must not be empty")
    session = read_name(params, "sessionId")
    if session:
        message = replace(message, context_id=session)
    metadata = read_metadata(params)
    return SendMessage(
        message,
        find_response_schema(params, metadata, message.metadata),
        read_names(params, "acceptedOutputModes"),
        read_count(params, "historyLength"),
        metadata=metadata,
        agent_id=read_name(wire, AGENT_ID, "message."),
        alias=alias,
        message_id_is_given=message.id != "",
    )


def write_send(call: SendMessage) -> dict[str, Any]:
    message = write_legacy_message(change_message(call.message, _ECHO.add))
    if not call.message_id_is_given:
        del message["messageId"]
    params: dict[str, Any] = {
        "id": call.alias or call.message.task_id or call.message.id,
        "message": message,
    }
    if session := message.pop("contextId", ""):
        params["sessionId"] = session
    if call.agent_id:
        message[AGENT_ID] = call.agent_id
    if call.accepted_output_modes:
        params["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.history_length is not None:
        params["historyLength"] = call.history_length
    if call.metadata is not None:
        params["metadata"] = call.metadata
    if call.response_schema is not None:
        params[RESPONSE_SCHEMA] = call.response_schema
    return params


def _write_answer(call: SendMessage, reply: TaskReply | MessageReply) -> Json:
    if isinstance(reply, TaskReply):
        return write_legacy_task(change_task(reply.task, _ECHO.add), reply.alias or call.alias)
    return write_direct_answer(change_message(reply.message, _ECHO.add), call.alias)


def _write_got(_: GetTask, reply: TaskReply) -> Json:
    return write_legacy_task(change_task(reply.task, _ECHO.add), reply.alias)


CODEC: Final = Codec(
    version="0.1",
    operations=(
        Operation(
            name="SendMessage",
            call=SendMessage,
            read_params=read_send,
            write_params=write_send,
            write_result=_write_answer,
            read_result=lambda _, result: change_reply(read_answer(result), _ECHO.remove),
        ),
        Operation(
            name="GetTask",
            call=GetTask,
            read_params=read_get_task,
            write_params=write_get_task,
            write_result=_write_got,
            read_result=lambda _, result: change_reply(read_task_answer(result), _ECHO.remove),
        ),
    ),
)

METHODS: Final = {"SendMessage": "tasks/send", "GetTask": "tasks/get"}
