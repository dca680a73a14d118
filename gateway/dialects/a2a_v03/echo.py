"""Echoes: what 0.3 and its relatives say twice in an agent's words.

Peers of that time read text only, so a structured result is a text part with its JSON and then the
data part; Flowwink also gets a file part for each address in it. On the way in the echoes are taken
out again, so that write and read are inverse. Echoes are core parts: writers and readers of the
wire know nothing of them.
"""

from collections.abc import Callable
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import MessageReply, Reply, TaskPageReply, TaskReply
from gateway.core.errors import ParseError
from gateway.core.event import Event
from gateway.core.json import Json, canonical, decode, encode
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart, UrlPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskStatus

Change: TypeAlias = Callable[[tuple[Part, ...]], tuple[Part, ...]]


def _no_files(_: DataPart) -> tuple[UrlPart, ...]:
    return ()


class Echo(Struct, frozen=True):
    """``files`` are the file parts that follow a data part."""

    files: Callable[[DataPart], tuple[UrlPart, ...]] = _no_files

    def add(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        heard: list[Part] = []
        for part in parts:
            if isinstance(part, DataPart):
                heard += (TextPart(encode(part.data).decode()), part, *self.files(part))
            else:
                heard.append(part)
        return tuple(heard)

    def remove(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        said: list[Part] = []
        rest = list(reversed(parts))
        while rest:
            part = rest.pop()
            if isinstance(part, DataPart):
                if said and _is_twin(said[-1], part.data):
                    said.pop()
                for file in self.files(part):
                    if rest and rest[-1] == file:
                        rest.pop()
            said.append(part)
        return tuple(said)


def change_reply(reply: Reply, change: Change) -> Reply:
    """The reply with the agent's parts changed; what the peer itself said stays as it was."""
    match reply:
        case TaskReply():
            return replace(reply, task=change_task(reply.task, change))
        case MessageReply():
            return MessageReply(change_message(reply.message, change))
        case TaskPageReply():
            tasks = tuple(replace(r, task=change_task(r.task, change)) for r in reply.tasks)
            return replace(reply, tasks=tasks)
        case _:
            return reply


def change_event(event: Event, change: Change) -> Event:
    said = event.said
    match said:
        case Task():
            said = change_task(said, change)
        case Message():
            said = change_message(said, change)
        case StatusUpdate():
            said = replace(said, status=change_status(said.status, change))
        case ArtifactUpdate():
            said = replace(said, artifact=change_artifact(said.artifact, change))
        case _:
            assert_never(said)
    return replace(event, said=said)


def change_message(message: Message, change: Change) -> Message:
    if message.role is Role.USER:
        return message
    return replace(message, parts=change(message.parts))


def change_task(task: Task, change: Change) -> Task:
    return replace(
        task,
        status=change_status(task.status, change),
        artifacts=tuple(change_artifact(artifact, change) for artifact in task.artifacts),
        history=tuple(change_message(message, change) for message in task.history),
    )


def change_status(status: TaskStatus, change: Change) -> TaskStatus:
    if status.message is None:
        return status
    return replace(status, message=change_message(status.message, change))


def change_artifact(artifact: Artifact, change: Change) -> Artifact:
    return replace(artifact, parts=change(artifact.parts))


def _is_twin(part: Part, data: Json) -> bool:
    """Whether the part only says the data, in whatever layout its writer likes."""
    if not isinstance(part, TextPart) or part.metadata or part.media_type or part.filename:
        return False
    if part.text == encode(data).decode():
        return True
    try:
        return canonical(decode(part.text.encode())) == canonical(data)
    except ParseError:
        return False
