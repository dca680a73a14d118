"""The 0.3 operations in Flowwink's manner, and the envelope that it puts around results."""

from dataclasses import replace
from typing import Final

from gateway.core.call import Call, Reply, StreamCall, TaskReply
from gateway.core.event import Event
from gateway.core.json import Json
from gateway.core.message import Artifact, DataPart, UrlPart
from gateway.core.task import Task, TaskState
from gateway.dialects.a2a_v03.codec import METHODS, make_codec
from gateway.dialects.a2a_v03.echo import Echo
from gateway.dialects.a2a_v03.manner import Manner
from gateway.dialects.base import Dialect, WireRequest, WireResponse
from gateway.dialects.envelope import in_envelope, open_envelope
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
)


def _write_reply(request: WireRequest, call: Call, reply: Reply) -> WireResponse:
    if request.flavour.envelope and isinstance(reply, TaskReply):
        reply = replace(reply, task=_enveloped(reply.task))
    return _JSONRPC.write_reply(request, call, reply)


def _write_event(request: WireRequest, call: StreamCall, event: Event) -> Json:
    if request.flavour.envelope and isinstance(event.said, Task):
        event = replace(event, said=_enveloped(event.said))
    return _JSONRPC.write_event(request, call, event)


def _enveloped(task: Task) -> Task:
    if task.state is not TaskState.COMPLETED:
        return task
    result = DataPart(in_envelope(bare_result(result_parts(task))))
    artifact = task.artifacts[0] if task.artifacts else Artifact("result", ())
    return replace(task, artifacts=(replace(artifact, parts=(result,)),))


def _read_reply(call: Call, response: WireResponse) -> Reply:
    reply = _JSONRPC.read_reply(call, response)
    if not isinstance(reply, TaskReply):
        return reply
    return replace(reply, task=open_envelope(reply.task))


def _read_event(call: StreamCall, data: Json) -> Event:
    event = _JSONRPC.read_event(call, data)
    if not isinstance(event.said, Task):
        return event
    return replace(event, said=open_envelope(event.said))


FLOWWINK: Final[Dialect] = replace(
    _JSONRPC,
    write_reply=_write_reply,
    read_reply=_read_reply,
    write_event=_write_event,
    read_event=_read_event,
)
