"""What is asked for and answered, between the core and the 0.3 proto file's JSON.

As in the JSON of 0.3, what is added in an agent's words on the way out is taken out on the way in.
"""

from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import (
    CancelTask,
    CardReply,
    GetExtendedCard,
    GetTask,
    ListPushConfigs,
    ListTasks,
    MessageReply,
    PushConfigPageReply,
    PushConfigReply,
    Reply,
    SendMessage,
    StreamCall,
    TaskPageReply,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.core.task import Task
from gateway.dialects.a2a_v03.echo import (
    Echo,
    change_event,
    change_message,
    change_reply,
    change_task,
)
from gateway.dialects.a2a_v03_proto import params, write
from gateway.dialects.a2a_v03_proto.unfold import unfold, unfold_push
from gateway.dialects.card import write_card
from gateway.dialects.lenient import event as lenient_event
from gateway.dialects.lenient import push as lenient_push
from gateway.dialects.lenient import task as lenient_task
from gateway.dialects.lenient.fields import read_object

_ECHO: Final = Echo()


def read_send(said: JsonObject) -> SendMessage:
    call = params.read_send(said)
    return replace(call, message=change_message(call.message, _ECHO.remove))


def write_send(call: SendMessage) -> dict[str, Any]:
    return params.write_send(replace(call, message=change_message(call.message, _ECHO.add)))


def write_answer(_: SendMessage, reply: TaskReply | MessageReply) -> Json:
    if isinstance(reply, TaskReply):
        return {"task": write_task(reply.task)}
    return {"message": write.write_message(change_message(reply.message, _ECHO.add))}


def read_answer(_: SendMessage, result: Json) -> Reply:
    return change_reply(lenient_task.read_answer(unfold(result)), _ECHO.remove)


def write_task(task: Task) -> dict[str, Any]:
    return write.write_task(change_task(task, _ECHO.add))


def read_task(_: GetTask | CancelTask, result: Json) -> Reply:
    return change_reply(lenient_task.read_task_answer(unfold(result)), _ECHO.remove)


def write_page(_: ListTasks, reply: TaskPageReply) -> Json:
    return {
        "tasks": [write_task(said.task) for said in reply.tasks],
        "nextPageToken": reply.next_token,
        "pageSize": reply.page_size,
        "totalSize": reply.total,
    }


def read_page(_: ListTasks, result: Json) -> Reply:
    return change_reply(lenient_task.read_task_page(unfold(result)), _ECHO.remove)


def write_event(_: StreamCall, event: Event) -> Json:
    return write.write_event(change_event(event, _ECHO.add))


def read_event(_: StreamCall, result: Json) -> Event:
    return change_event(lenient_event.read_event(unfold(result)), _ECHO.remove)


def write_extended_card(_: GetExtendedCard, reply: CardReply) -> Json:
    """The JSON of 0.3's cards, in which readers of the proto file's find their security scheme too.

    The clients of that time do not agree in which of the two a card is answered here.
    """
    wire = write_card(reply.card, "0.3")
    for scheme in wire["securitySchemes"].values():
        scheme["httpAuthSecurityScheme"] = {"scheme": scheme["scheme"]}
    return wire


def write_push(_: object, reply: PushConfigReply) -> Json:
    return write.write_task_push(reply.config)


def read_push(result: Json, task_id: str, config_id: str) -> Reply:
    wire = unfold_push(read_object(result, "result"), task_id, config_id)
    return PushConfigReply(lenient_push.read_push_config(wire, "result."))


def write_push_page(_: ListPushConfigs, reply: PushConfigPageReply) -> Json:
    wire: dict[str, Any] = {"configs": [write.write_task_push(config) for config in reply.configs]}
    if reply.next_token:
        wire["nextPageToken"] = reply.next_token
    return wire


def read_push_page(call: ListPushConfigs, result: Json) -> Reply:
    page = dict(read_object(result, "result"))
    if isinstance(configs := page.get("configs"), list):
        page["configs"] = [unfold_push(config, call.task_id) for config in configs]
    return lenient_push.read_push_page(page)
