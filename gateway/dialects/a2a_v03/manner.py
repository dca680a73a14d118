"""How 0.3 and its relatives say messages, tasks and events; a relative is one value of this.

Calls and answers of one relative read back as what they were: what is added in an agent's words on
the way out is taken out on the way in.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import (
    CancelTask,
    GetTask,
    ListTasks,
    MessageReply,
    Reply,
    SendMessage,
    StreamCall,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.core.task import ArtifactUpdate, Task
from gateway.dialects.a2a_v03 import push
from gateway.dialects.a2a_v03.echo import (
    Echo,
    change_event,
    change_message,
    change_reply,
    change_task,
)
from gateway.dialects.a2a_v03.event import write_event
from gateway.dialects.a2a_v03.write import Tags, write_message, write_task
from gateway.dialects.base import Notification
from gateway.dialects.legacy_tasks import NAME as LEGACY
from gateway.dialects.legacy_tasks.event import write_legacy_event
from gateway.dialects.legacy_tasks.write import write_legacy_task
from gateway.dialects.lenient.event import read_event
from gateway.dialects.lenient.push import NESTED
from gateway.dialects.lenient.send import AGENT_ID, RESPONSE_SCHEMA, read_send
from gateway.dialects.lenient.task import read_answer, read_task_answer, read_task_page


class Manner(Struct, frozen=True):
    """What tells the relatives apart: part tags, echoes, the way to read a send."""

    tags: Tags
    echo: Echo
    read_params: Callable[[JsonObject], SendMessage] = read_send

    def read_send(self, params: JsonObject) -> SendMessage:
        call = self.read_params(params)
        return replace(call, message=change_message(call.message, self.echo.remove))

    def write_send(self, call: SendMessage) -> dict[str, Any]:
        message = write_message(change_message(call.message, self.echo.add), self.tags)
        return _write_send(call, message)

    def write_answer(self, _: SendMessage, reply: TaskReply | MessageReply) -> Json:
        if isinstance(reply, TaskReply):
            return self.write_task(reply.task)
        return write_message(change_message(reply.message, self.echo.add), self.tags)

    def read_answer(self, _: SendMessage, result: Json) -> Reply:
        return change_reply(read_answer(result), self.echo.remove)

    def write_task(self, task: Task) -> dict[str, Any]:
        return write_task(change_task(task, self.echo.add), self.tags)

    def write_own_task(self, _: GetTask | CancelTask, reply: TaskReply) -> Json:
        """These methods are of 0.1 and of 0.3: a task keeps the form that it was started in."""
        if reply.made_in == LEGACY:
            return write_legacy_task(change_task(reply.task, self.echo.add), reply.alias)
        return self.write_task(reply.task)

    def read_own_task(self, _: GetTask | CancelTask, result: Json) -> Reply:
        return change_reply(read_task_answer(result), self.echo.remove)

    def write_page(self, _: ListTasks, reply: TaskPageReply) -> Json:
        return {
            "tasks": [self.write_task(said.task) for said in reply.tasks],
            "nextPageToken": reply.next_token,
            "pageSize": reply.page_size,
            "totalSize": reply.total,
        }

    def read_page(self, _: ListTasks, result: Json) -> Reply:
        return change_reply(read_task_page(result), self.echo.remove)

    def write_event(self, call: StreamCall, event: Event) -> Json:
        event = change_event(event, self.echo.add)
        if isinstance(call, SubscribeToTask) and event.made_in == LEGACY:
            return write_legacy_event(event)
        return write_event(event, self.tags)

    def read_event(self, _: StreamCall, result: Json) -> Event:
        return change_event(read_event(result), self.echo.remove)

    def write_notification(self, event: Event, task: Task) -> Notification | None:
        """The whole task, which would be a lot to send for each piece of an artifact."""
        if isinstance(event.said, ArtifactUpdate):
            return None
        return Notification(self.write_task(task), "application/json")


def _write_send(call: SendMessage, message: dict[str, Any]) -> dict[str, Any]:
    params: dict[str, Any] = {"message": message}
    if call.agent_id:
        message[AGENT_ID] = call.agent_id
    configuration: dict[str, Any] = {}
    if call.accepted_output_modes:
        configuration["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.push is not None:
        configuration[NESTED] = push.write_push_config(call.push)
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
