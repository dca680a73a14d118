"""The operations of A2A 1.0."""

from typing import Any, Final

from gateway.core.call import (
    CancelTask,
    CardReply,
    CreatePushConfig,
    DeletePushConfig,
    DoneReply,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    MessageReply,
    PushConfigReply,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.document import write_event, write_task
from gateway.core.event import Event
from gateway.core.json import Json
from gateway.core.message_document import write_message
from gateway.core.task import Task
from gateway.dialects.a2a_v1 import params
from gateway.dialects.a2a_v1.push import (
    read_delete_push,
    read_get_push,
    read_list_push,
    write_push_config,
    write_push_page,
)
from gateway.dialects.base import Codec, Notification, Operation, StreamOperation
from gateway.dialects.card import read_card, write_card
from gateway.dialects.lenient.event import read_event
from gateway.dialects.lenient.fields import read_object
from gateway.dialects.lenient.params import (
    read_cancel,
    read_get_card,
    read_get_task,
    read_list_tasks,
    read_subscribe,
)
from gateway.dialects.lenient.push import (
    read_create_push,
    read_push_config,
    read_push_page,
)
from gateway.dialects.lenient.send import read_send
from gateway.dialects.lenient.task import read_answer, read_task_answer, read_task_page

MEDIA_TYPE: Final = "application/a2a+json"


def _write_answer(_: SendMessage, reply: TaskReply | MessageReply) -> Json:
    if isinstance(reply, TaskReply):
        return {"task": write_task(reply.task)}
    return {"message": write_message(reply.message)}


def _write_page(_: ListTasks, reply: TaskPageReply) -> dict[str, Any]:
    return {
        "tasks": [write_task(said.task) for said in reply.tasks],
        "nextPageToken": reply.next_token,
        "pageSize": reply.page_size,
        "totalSize": reply.total,
    }


def _write_notification(event: Event, _: Task) -> Notification:
    return Notification(write_event(event), MEDIA_TYPE)


def _read_config_reply(_: object, result: Json) -> PushConfigReply:
    return PushConfigReply(read_push_config(read_object(result, "result"), "result."))


CODEC: Final = Codec(
    version="1.0",
    operations=(
        Operation(
            name="SendMessage",
            call=SendMessage,
            read_params=read_send,
            write_params=params.write_send,
            write_result=_write_answer,
            read_result=lambda _, result: read_answer(result),
        ),
        Operation(
            name="GetTask",
            call=GetTask,
            read_params=read_get_task,
            write_params=params.write_get_task,
            write_result=lambda _, reply: write_task(reply.task),
            read_result=lambda _, result: read_task_answer(result),
        ),
        Operation(
            name="ListTasks",
            call=ListTasks,
            read_params=read_list_tasks,
            write_params=params.write_list_tasks,
            write_result=_write_page,
            read_result=lambda _, result: read_task_page(result),
        ),
        Operation(
            name="CancelTask",
            call=CancelTask,
            read_params=read_cancel,
            write_params=params.write_cancel,
            write_result=lambda _, reply: write_task(reply.task),
            read_result=lambda _, result: read_task_answer(result),
        ),
        Operation(
            name="CreateTaskPushNotificationConfig",
            call=CreatePushConfig,
            read_params=read_create_push,
            write_params=params.write_create_push,
            write_result=lambda _, reply: write_push_config(reply.config),
            read_result=_read_config_reply,
        ),
        Operation(
            name="GetTaskPushNotificationConfig",
            call=GetPushConfig,
            read_params=read_get_push,
            write_params=params.write_named_push,
            write_result=lambda _, reply: write_push_config(reply.config),
            read_result=_read_config_reply,
        ),
        Operation(
            name="ListTaskPushNotificationConfigs",
            call=ListPushConfigs,
            read_params=read_list_push,
            write_params=params.write_list_push,
            write_result=lambda _, reply: write_push_page(reply),
            read_result=lambda _, result: read_push_page(result),
        ),
        Operation(
            name="DeleteTaskPushNotificationConfig",
            call=DeletePushConfig,
            read_params=read_delete_push,
            write_params=params.write_named_push,
            write_result=lambda _, __: {},
            read_result=lambda _, __: DoneReply(),
        ),
        Operation(
            name="GetExtendedAgentCard",
            call=GetExtendedCard,
            read_params=read_get_card,
            write_params=params.write_nothing,
            write_result=lambda _, reply: write_card(reply.card, "1.0"),
            read_result=lambda _, result: CardReply(read_card(result)),
        ),
    ),
    streams=(
        StreamOperation(
            name="SendStreamingMessage",
            call=SendStreamingMessage,
            read_params=lambda said: SendStreamingMessage(read_send(said)),
            write_params=lambda call: params.write_send(call.send),
            write_event=lambda _, event: write_event(event),
            read_event=lambda _, result: read_event(result),
        ),
        StreamOperation(
            name="SubscribeToTask",
            call=SubscribeToTask,
            read_params=read_subscribe,
            write_params=params.write_subscribe,
            write_event=lambda _, event: write_event(event),
            read_event=lambda _, result: read_event(result),
        ),
    ),
    write_notification=_write_notification,
)

METHODS: Final = {operation.name: operation.name for operation in CODEC.all_operations}
