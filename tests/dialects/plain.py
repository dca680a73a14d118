"""Core values without what the proto file of 0.3 has no members for."""

from typing import Any

from msgspec.structs import replace

from gateway.core.call import (
    CancelTask,
    MessageReply,
    SendMessage,
    SendStreamingMessage,
    TaskPageReply,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.message import DataPart, Message, Part, RawPart, TextPart, UrlPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskStatus


def plain_call(call: Any) -> Any:
    match call:
        case SendMessage():
            return replace(call, message=_plain_message(call.message))
        case SendStreamingMessage():
            return replace(call, send=plain_call(call.send))
        case CancelTask():
            return replace(call, metadata=None)
        case _:
            return call


def plain_reply(reply: Any) -> Any:
    match reply:
        case TaskReply():
            return replace(reply, task=_plain_task(reply.task))
        case MessageReply():
            return MessageReply(_plain_message(reply.message))
        case TaskPageReply():
            return replace(reply, tasks=tuple(map(plain_reply, reply.tasks)))
        case _:
            return reply


def plain_event(event: Event) -> Event:
    said: Any = event.said
    match said:
        case Task():
            said = _plain_task(said)
        case Message():
            said = _plain_message(said)
        case StatusUpdate():
            said = replace(said, status=_plain_status(said.status))
        case ArtifactUpdate():
            said = replace(said, artifact=_with_plain_parts(said.artifact))
    return replace(event, said=said)


def _plain_task(task: Task) -> Task:
    return replace(
        task,
        status=_plain_status(task.status),
        artifacts=tuple(map(_with_plain_parts, task.artifacts)),
        history=tuple(map(_plain_message, task.history)),
    )


def _plain_status(status: TaskStatus) -> TaskStatus:
    if status.message is None:
        return status
    return replace(status, message=_plain_message(status.message))


def _plain_message(message: Message) -> Message:
    return replace(_with_plain_parts(message), reference_task_ids=())


def _with_plain_parts(value: Any) -> Any:
    return replace(value, parts=tuple(map(_plain_part, value.parts)))


def _plain_part(part: Part) -> Part:
    match part:
        case TextPart():
            return TextPart(part.text)
        case DataPart(data=dict()):
            return DataPart(part.data)
        case DataPart():
            return DataPart({"value": part.data})
        case RawPart() | UrlPart():
            return replace(part, filename="", metadata=None)
