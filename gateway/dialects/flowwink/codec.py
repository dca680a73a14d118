"""The 0.3 operations in Flowwink's manner, and the envelope that it puts around results."""

from typing import Final

from msgspec.structs import replace

from gateway.core.call import Call, Reply, StreamCall, TaskPageReply, TaskReply
from gateway.core.event import Event
from gateway.core.json import Json
from gateway.core.message import Artifact, DataPart, Part, UrlPart
from gateway.core.task import ArtifactUpdate, Task, TaskState
from gateway.dialects.a2a_v03.codec import METHODS, make_codec
from gateway.dialects.a2a_v03.echo import Echo
from gateway.dialects.a2a_v03.manner import Manner
from gateway.dialects.base import Dialect, Flavour, Notification, WireRequest, WireResponse
from gateway.dialects.envelope import in_envelope, open_envelope, open_result
from gateway.dialects.flowwink.read import read_lenient_send
from gateway.dialects.jsonrpc import bind
from gateway.dialects.result import bare_result, result_parts

NAME: Final = "flowwink"
_PROMOTED: Final = ("url", "screenshot_url", "report_url", "file_url")


def promote_files(part: DataPart) -> tuple[UrlPart, ...]:
    """A file part for each address that an object result names."""
    if not isinstance(part.data, dict):
        return ()
    return tuple(
        UrlPart(address, "application/octet-stream")
        for member in _PROMOTED
        if isinstance(address := part.data.get(member), str) and address
    )


_JSONRPC: Final = bind(
    NAME,
    make_codec(Manner(("kind", "type"), Echo(promote_files), read_lenient_send)),
    METHODS,
    # The methods are those of 0.3, so only the caller's row can tell the two apart.
    claims=lambda request: request.flavour.dialect == NAME,
    carries_contexts=False,
    carries_messages=False,
)


def _write_reply(request: WireRequest, call: Call, reply: Reply) -> WireResponse:
    return _JSONRPC.write_reply(
        request, call, _wrap_reply(reply) if request.flavour.envelope else reply
    )


def _write_event(request: WireRequest, call: StreamCall, event: Event) -> Json:
    return _JSONRPC.write_event(
        request, call, _wrap_event(event) if request.flavour.envelope else event
    )


def _write_notification(event: Event, task: Task, flavour: Flavour) -> Notification | None:
    return _JSONRPC.write_notification(
        event, _wrap_task(task) if flavour.envelope else task, flavour
    )


def _wrap_reply(reply: Reply) -> Reply:
    match reply:
        case TaskReply():
            return replace(reply, task=_wrap_task(reply.task))
        case TaskPageReply():
            return replace(
                reply,
                tasks=tuple(replace(said, task=_wrap_task(said.task)) for said in reply.tasks),
            )
        case _:
            return reply


def _wrap_event(event: Event) -> Event:
    """A result that comes in pieces is whole in the task alone: no piece of it has an envelope."""
    match event.said:
        case Task() as task:
            return replace(event, said=_wrap_task(task))
        case ArtifactUpdate(artifact=artifact, append=False, last_chunk=True) as update:
            wrapped = replace(artifact, parts=_wrap(artifact.parts))
            return replace(event, said=replace(update, artifact=wrapped))
        case _:
            return event


def _wrap_task(task: Task) -> Task:
    if task.state is not TaskState.COMPLETED:
        return task
    artifact = task.artifacts[0] if task.artifacts else Artifact("result", ())
    return replace(task, artifacts=(replace(artifact, parts=_wrap(result_parts(task))),))


def _wrap(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (DataPart(in_envelope(bare_result(parts))),)


def _read_reply(call: Call, response: WireResponse) -> Reply:
    reply = _JSONRPC.read_reply(call, response)
    if not isinstance(reply, TaskReply):
        return reply
    return replace(reply, task=open_envelope(reply.task))


def _read_event(call: StreamCall, data: Json) -> Event:
    event = _JSONRPC.read_event(call, data)
    match event.said:
        case Task() as task:
            return replace(event, said=open_envelope(task))
        case ArtifactUpdate(artifact=artifact, append=False) as update:
            opened = replace(artifact, parts=open_result(artifact.parts))
            return replace(event, said=replace(update, artifact=opened))
        case _:
            return event


FLOWWINK: Final[Dialect] = replace(
    _JSONRPC,
    write_reply=_write_reply,
    read_reply=_read_reply,
    write_event=_write_event,
    read_event=_read_event,
    write_notification=_write_notification,
)
