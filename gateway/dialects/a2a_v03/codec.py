"""The operations of A2A 0.3, as a table that its Flowwink relative is made from too."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from gateway.core.call import (
    CardReply,
    GetExtendedCard,
    GetTask,
    MessageReply,
    SendMessage,
    TaskReply,
)
from gateway.core.json import Json, JsonObject
from gateway.dialects.a2a_v03.echo import Echo, change_message, change_reply, change_task
from gateway.dialects.a2a_v03.write import KIND, Tags, write_message, write_task
from gateway.dialects.a2a_v1.codec import write_get_task, write_nothing
from gateway.dialects.base import Codec, Operation
from gateway.dialects.card import read_card, write_card
from gateway.dialects.legacy_tasks import NAME as LEGACY
from gateway.dialects.legacy_tasks.write import write_legacy_task
from gateway.dialects.lenient.send import (
    AGENT_ID,
    RESPONSE_SCHEMA,
    read_get_card,
    read_get_task,
    read_send,
)
from gateway.dialects.lenient.task import read_answer, read_task_answer


def make_codec(
    tags: Tags,
    echo: Echo,
    read_params: Callable[[JsonObject], SendMessage] = read_send,
) -> Codec:
    """The codec of a relative of 0.3: its part tags, its echoes, its way to read a send."""

    def read_said(params: JsonObject) -> SendMessage:
        call = read_params(params)
        return replace(call, message=change_message(call.message, echo.remove))

    def write_send(call: SendMessage) -> dict[str, Any]:
        return _write_send(call, write_message(change_message(call.message, echo.add), tags))

    def write_answer(_: SendMessage, reply: TaskReply | MessageReply) -> Json:
        if isinstance(reply, TaskReply):
            return write_task(change_task(reply.task, echo.add), tags)
        return write_message(change_message(reply.message, echo.add), tags)

    def write_got(_: GetTask, reply: TaskReply) -> Json:
        # tasks/get is one method in 0.1 and 0.3: a task keeps the form it was started in.
        task = change_task(reply.task, echo.add)
        if reply.made_in == LEGACY:
            return write_legacy_task(task, reply.alias)
        return write_task(task, tags)

    return Codec(
        version="0.3",
        operations=(
            Operation(
                name="SendMessage",
                call=SendMessage,
                read_params=read_said,
                write_params=write_send,
                write_result=write_answer,
                read_result=lambda _, result: change_reply(read_answer(result), echo.remove),
            ),
            Operation(
                name="GetTask",
                call=GetTask,
                read_params=read_get_task,
                write_params=write_get_task,
                write_result=write_got,
                read_result=lambda _, result: change_reply(read_task_answer(result), echo.remove),
            ),
            Operation(
                name="GetExtendedAgentCard",
                call=GetExtendedCard,
                read_params=read_get_card,
                write_params=write_nothing,
                write_result=lambda _, reply: write_card(reply.card, "0.3"),
                read_result=lambda _, result: CardReply(read_card(result)),
            ),
        ),
    )


def _write_send(call: SendMessage, message: dict[str, Any]) -> dict[str, Any]:
    params: dict[str, Any] = {"message": message}
    if call.agent_id:
        message[AGENT_ID] = call.agent_id
    configuration: dict[str, Any] = {}
    if call.accepted_output_modes:
        configuration["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.history_length is not None:
        configuration["historyLength"] = call.history_length
    if call.return_immediately:
        configuration["blocking"] = False
    if configuration:
        params["configuration"] = configuration
    if call.metadata is not None:
        params["metadata"] = call.metadata
    if call.response_schema is not None:
        params[RESPONSE_SCHEMA] = call.response_schema
    return params


CODEC: Final = make_codec(KIND, Echo())

METHODS: Final = {
    "SendMessage": "message/send",
    "GetTask": "tasks/get",
    "GetExtendedAgentCard": "agent/getAuthenticatedExtendedCard",
}

STREAMS: Final = {"SendMessage": "message/stream"}
