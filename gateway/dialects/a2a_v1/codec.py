"""The operations of A2A 1.0.

1.0 has no member for the shape that the answer is asked to have, and strict ProtoJSON servers
refuse members that they do not know: it travels in the metadata of the request. An agent id is read
and never written.
"""

from typing import Any, Final

from gateway.core.call import (
    CardReply,
    GetExtendedCard,
    GetTask,
    MessageReply,
    SendMessage,
    TaskReply,
)
from gateway.core.document import write_message, write_task
from gateway.core.json import Json
from gateway.dialects.base import Codec, Operation
from gateway.dialects.card import read_card, write_card
from gateway.dialects.lenient.send import (
    RESPONSE_SCHEMA,
    read_get_card,
    read_get_task,
    read_send,
)
from gateway.dialects.lenient.task import read_answer, read_task_answer


def write_send(call: SendMessage) -> dict[str, Any]:
    params: dict[str, Any] = {"message": write_message(call.message)}
    configuration: dict[str, Any] = {}
    if call.accepted_output_modes:
        configuration["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.history_length is not None:
        configuration["historyLength"] = call.history_length
    if call.return_immediately:
        configuration["returnImmediately"] = True
    if configuration:
        params["configuration"] = configuration
    metadata = dict(call.metadata or {})
    if call.response_schema is not None:
        metadata[RESPONSE_SCHEMA] = call.response_schema
    if metadata:
        params["metadata"] = metadata
    return params


def write_get_task(call: GetTask) -> dict[str, Any]:
    params: dict[str, Any] = {"id": call.task_id}
    if call.history_length is not None:
        params["historyLength"] = call.history_length
    return params


def write_nothing(_: GetExtendedCard) -> dict[str, Any]:
    return {}


def _write_answer(_: SendMessage, reply: TaskReply | MessageReply) -> Json:
    if isinstance(reply, TaskReply):
        return {"task": write_task(reply.task)}
    return {"message": write_message(reply.message)}


CODEC: Final = Codec(
    version="1.0",
    operations=(
        Operation(
            name="SendMessage",
            call=SendMessage,
            read_params=read_send,
            write_params=write_send,
            write_result=_write_answer,
            read_result=lambda _, result: read_answer(result),
        ),
        Operation(
            name="GetTask",
            call=GetTask,
            read_params=read_get_task,
            write_params=write_get_task,
            write_result=lambda _, reply: write_task(reply.task),
            read_result=lambda _, result: read_task_answer(result),
        ),
        Operation(
            name="GetExtendedAgentCard",
            call=GetExtendedCard,
            read_params=read_get_card,
            write_params=write_nothing,
            write_result=lambda _, reply: write_card(reply.card, "1.0"),
            read_result=lambda _, result: CardReply(read_card(result)),
        ),
    ),
)

METHODS: Final = {operation.name: operation.name for operation in CODEC.operations}
STREAMS: Final = {"SendMessage": "SendStreamingMessage"}
