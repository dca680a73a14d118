"""The operations of A2A 0.3 as its HTTP+JSON binding has them."""

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
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
)
from gateway.dialects.a2a_v03 import codec as v03
from gateway.dialects.a2a_v03_proto import params, translate
from gateway.dialects.a2a_v03_proto.write import STATE_NAMES
from gateway.dialects.a2a_v1 import params as v1
from gateway.dialects.a2a_v1.push import read_delete_push, read_get_push, read_list_push
from gateway.dialects.base import Codec, Operation, StreamOperation
from gateway.dialects.card import read_card
from gateway.dialects.lenient.params import (
    read_cancel,
    read_get_card,
    read_get_task,
    read_list_tasks,
    read_subscribe,
)

CODEC: Final = Codec(
    version="0.3",
    operations=(
        Operation(
            name="SendMessage",
            call=SendMessage,
            read_params=translate.read_send,
            write_params=translate.write_send,
            write_result=translate.write_answer,
            read_result=translate.read_answer,
        ),
        Operation(
            name="GetTask",
            call=GetTask,
            read_params=read_get_task,
            write_params=v1.write_get_task,
            write_result=lambda _, reply: translate.write_task(reply.task),
            read_result=translate.read_task,
        ),
        Operation(
            name="ListTasks",
            call=ListTasks,
            read_params=read_list_tasks,
            write_params=lambda call: v1.write_list_tasks(call, STATE_NAMES),
            write_result=translate.write_page,
            read_result=translate.read_page,
        ),
        Operation(
            name="CancelTask",
            call=CancelTask,
            read_params=read_cancel,
            write_params=params.write_cancel,
            write_result=lambda _, reply: translate.write_task(reply.task),
            read_result=translate.read_task,
        ),
        Operation(
            name="CreateTaskPushNotificationConfig",
            call=CreatePushConfig,
            read_params=params.read_create_push,
            write_params=params.write_create_push,
            write_result=translate.write_push,
            read_result=lambda call, result: translate.read_push(
                result, call.config.task_id, call.config.id
            ),
        ),
        Operation(
            name="GetTaskPushNotificationConfig",
            call=GetPushConfig,
            read_params=read_get_push,
            write_params=v1.write_named_push,
            write_result=translate.write_push,
            read_result=lambda call, result: translate.read_push(result, call.task_id, call.id),
        ),
        Operation(
            name="ListTaskPushNotificationConfigs",
            call=ListPushConfigs,
            read_params=read_list_push,
            write_params=v1.write_list_push,
            write_result=translate.write_push_page,
            read_result=translate.read_push_page,
        ),
        Operation(
            name="DeleteTaskPushNotificationConfig",
            call=DeletePushConfig,
            read_params=read_delete_push,
            write_params=v1.write_named_push,
            write_result=lambda _, __: {},
            read_result=lambda _, __: DoneReply(),
        ),
        Operation(
            name="GetExtendedAgentCard",
            call=GetExtendedCard,
            read_params=read_get_card,
            write_params=v1.write_nothing,
            write_result=translate.write_extended_card,
            read_result=lambda _, result: CardReply(read_card(result)),
        ),
    ),
    streams=(
        StreamOperation(
            name="SendStreamingMessage",
            call=SendStreamingMessage,
            read_params=lambda said: SendStreamingMessage(translate.read_send(said)),
            write_params=lambda call: translate.write_send(call.send),
            write_event=translate.write_event,
            read_event=translate.read_event,
        ),
        StreamOperation(
            name="SubscribeToTask",
            call=SubscribeToTask,
            read_params=read_subscribe,
            write_params=v1.write_subscribe,
            write_event=translate.write_event,
            read_event=translate.read_event,
        ),
    ),
    # A notification is told in the JSON of 0.3, on whatever binding it was asked for.
    write_notification=v03.CODEC.write_notification,
)
