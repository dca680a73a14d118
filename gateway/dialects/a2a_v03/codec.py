"""The operations of A2A 0.3, as a table that its Flowwink relative is made from too."""

from typing import Final

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
    PushConfigPageReply,
    PushConfigReply,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
)
from gateway.core.json import Json
from gateway.dialects.a2a_v03 import push
from gateway.dialects.a2a_v03.echo import Echo
from gateway.dialects.a2a_v03.manner import Manner
from gateway.dialects.a2a_v03.write import KIND, STATE_NAMES
from gateway.dialects.a2a_v1.params import (
    write_cancel,
    write_get_task,
    write_list_tasks,
    write_nothing,
    write_subscribe,
)
from gateway.dialects.base import Codec, Operation, StreamOperation
from gateway.dialects.card import read_card, write_card
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


def make_codec(manner: Manner) -> Codec:
    return Codec(
        version="0.3",
        operations=(
            Operation(
                name="SendMessage",
                call=SendMessage,
                read_params=manner.read_send,
                write_params=manner.write_send,
                write_result=manner.write_answer,
                read_result=manner.read_answer,
            ),
            Operation(
                name="GetTask",
                call=GetTask,
                read_params=read_get_task,
                write_params=write_get_task,
                write_result=manner.write_own_task,
                read_result=manner.read_own_task,
            ),
            Operation(
                name="ListTasks",
                call=ListTasks,
                read_params=read_list_tasks,
                write_params=lambda call: write_list_tasks(call, STATE_NAMES),
                write_result=manner.write_page,
                read_result=manner.read_page,
            ),
            Operation(
                name="CancelTask",
                call=CancelTask,
                read_params=read_cancel,
                write_params=write_cancel,
                write_result=manner.write_own_task,
                read_result=manner.read_own_task,
            ),
            Operation(
                name="CreateTaskPushNotificationConfig",
                call=CreatePushConfig,
                read_params=read_create_push,
                write_params=lambda call: push.write_task_push(call.config),
                write_result=lambda _, reply: push.write_task_push(reply.config),
                read_result=_read_push_reply,
            ),
            Operation(
                name="GetTaskPushNotificationConfig",
                call=GetPushConfig,
                read_params=push.read_get_push,
                write_params=push.write_named_push,
                write_result=lambda _, reply: push.write_task_push(reply.config),
                read_result=_read_push_reply,
            ),
            Operation(
                name="ListTaskPushNotificationConfigs",
                call=ListPushConfigs,
                read_params=push.read_list_push,
                write_params=push.write_list_push,
                write_result=_write_push_page,
                read_result=lambda _, result: read_push_page(result),
            ),
            Operation(
                name="DeleteTaskPushNotificationConfig",
                call=DeletePushConfig,
                read_params=push.read_delete_push,
                write_params=push.write_named_push,
                write_result=lambda _, __: None,
                read_result=lambda _, __: DoneReply(),
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
        streams=(
            StreamOperation(
                name="SendStreamingMessage",
                call=SendStreamingMessage,
                read_params=lambda params: SendStreamingMessage(manner.read_send(params)),
                write_params=lambda call: manner.write_send(call.send),
                write_event=manner.write_event,
                read_event=manner.read_event,
            ),
            StreamOperation(
                name="SubscribeToTask",
                call=SubscribeToTask,
                read_params=read_subscribe,
                write_params=write_subscribe,
                write_event=manner.write_event,
                read_event=manner.read_event,
            ),
        ),
        write_notification=manner.write_notification,
    )


def _write_push_page(_: ListPushConfigs, reply: PushConfigPageReply) -> Json:
    return [push.write_task_push(config) for config in reply.configs]


def _read_push_reply(_: object, result: Json) -> PushConfigReply:
    return PushConfigReply(read_push_config(read_object(result, "result"), "result."))


CODEC: Final = make_codec(Manner(KIND, Echo()))

METHODS: Final = {
    "SendMessage": "message/send",
    "SendStreamingMessage": "message/stream",
    "GetTask": "tasks/get",
    "ListTasks": "tasks/list",
    "CancelTask": "tasks/cancel",
    "SubscribeToTask": "tasks/resubscribe",
    "CreateTaskPushNotificationConfig": "tasks/pushNotificationConfig/set",
    "GetTaskPushNotificationConfig": "tasks/pushNotificationConfig/get",
    "ListTaskPushNotificationConfigs": "tasks/pushNotificationConfig/list",
    "DeleteTaskPushNotificationConfig": "tasks/pushNotificationConfig/delete",
    "GetExtendedAgentCard": "agent/getAuthenticatedExtendedCard",
}
