"""The operations of A2A 0.1: the task's id is the caller's, its session is the context.

Written calls say nothing of ``return_immediately``, which 0.1 cannot ask for. A peer's answer names
the task by our alias, which is thereby the id that we know it under.
"""

from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import (
    CancelTask,
    CreatePushConfig,
    GetPushConfig,
    GetTask,
    MessageReply,
    Reply,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.core.message import Part, Role
from gateway.core.task import ArtifactUpdate, Task
from gateway.dialects.a2a_v03.echo import (
    Echo,
    change_event,
    change_message,
    change_reply,
    change_task,
)
from gateway.dialects.a2a_v1.params import write_cancel, write_get_task, write_subscribe
from gateway.dialects.base import Codec, Notification, Operation, StreamOperation
from gateway.dialects.legacy_tasks import push
from gateway.dialects.legacy_tasks.event import write_legacy_event
from gateway.dialects.legacy_tasks.write import (
    write_direct_answer,
    write_legacy_message,
    write_legacy_task,
)
from gateway.dialects.lenient.event import read_event
from gateway.dialects.lenient.fields import (
    read_count,
    read_metadata,
    read_name,
    read_names,
    read_object,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.message import find_response_schema, read_message, read_parts
from gateway.dialects.lenient.params import read_cancel, read_get_task, read_subscribe
from gateway.dialects.lenient.part import read_part
from gateway.dialects.lenient.send import AGENT_ID, RESPONSE_SCHEMA
from gateway.dialects.lenient.task import read_answer, read_task_answer

_ECHO: Final = Echo()


def read_send(params: JsonObject) -> SendMessage:
    alias = read_required_name(params, "id")
    wire = read_object(params.get("message"), "message")
    read = read_message(wire, default_role=Role.USER, read_parts=_read_parts)
    message = change_message(read, _ECHO.remove)
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
        push=push.read_inline(params),
    )


def _read_parts(wire: JsonObject, path: str) -> tuple[Part, ...]:
    """The parts; python-a2a says one ``content`` in their place."""
    content = wire.get("content")
    if content is not None and wire.get("parts") is None:
        return (read_part(content, path + "content"),)
    return read_parts(wire, path)


def write_send(call: SendMessage) -> dict[str, Any]:
    message = write_legacy_message(change_message(call.message, _ECHO.add))
    if not call.message_id_is_given:
        del message["messageId"]
    if not call.alias:
        # The one name of a task is beside the message.
        message.pop("taskId", None)
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
    if call.push is not None:
        params |= push.write_inline(call.push)
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


def _write_task(task: Task, alias: str) -> Json:
    return write_legacy_task(change_task(task, _ECHO.add), alias)


def _read_task(_: GetTask | CancelTask, result: Json) -> Reply:
    return change_reply(read_task_answer(result), _ECHO.remove)


def _write_event(call: StreamCall, event: Event) -> Json:
    alias = call.send.alias if isinstance(call, SendStreamingMessage) else call.task_id
    return write_legacy_event(replace(change_event(event, _ECHO.add), alias=event.alias or alias))


def _read_event(_: StreamCall, result: Json) -> Event:
    return change_event(read_event(result), _ECHO.remove)


def _write_notification(event: Event, task: Task) -> Notification | None:
    if isinstance(event.said, ArtifactUpdate):
        return None
    return Notification(_write_task(task, event.alias), "application/json")


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
            write_result=lambda _, reply: _write_task(reply.task, reply.alias),
            read_result=_read_task,
        ),
        Operation(
            name="CancelTask",
            call=CancelTask,
            read_params=read_cancel,
            write_params=write_cancel,
            write_result=lambda _, reply: _write_task(reply.task, reply.alias),
            read_result=_read_task,
        ),
        Operation(
            name="CreateTaskPushNotificationConfig",
            call=CreatePushConfig,
            read_params=push.read_set_push,
            write_params=push.write_set_push,
            write_result=push.write_push_reply,
            read_result=push.read_push_reply,
        ),
        Operation(
            name="GetTaskPushNotificationConfig",
            call=GetPushConfig,
            read_params=push.read_get_push,
            write_params=push.write_get_push,
            write_result=push.write_push_reply,
            read_result=push.read_push_reply,
        ),
    ),
    streams=(
        StreamOperation(
            name="SendStreamingMessage",
            call=SendStreamingMessage,
            read_params=lambda params: SendStreamingMessage(read_send(params)),
            write_params=lambda call: write_send(call.send),
            write_event=_write_event,
            read_event=_read_event,
        ),
        StreamOperation(
            name="SubscribeToTask",
            call=SubscribeToTask,
            read_params=read_subscribe,
            write_params=write_subscribe,
            write_event=_write_event,
            read_event=_read_event,
        ),
    ),
    write_notification=_write_notification,
)

METHODS: Final = {
    "SendMessage": "tasks/send",
    "SendStreamingMessage": "tasks/sendSubscribe",
    "GetTask": "tasks/get",
    "CancelTask": "tasks/cancel",
    "SubscribeToTask": "tasks/resubscribe",
    "CreateTaskPushNotificationConfig": "tasks/pushNotification/set",
    "GetTaskPushNotificationConfig": "tasks/pushNotification/get",
}
