"""The 0.3 operations in Flowwink's manner, and the envelope that it puts around results."""

from dataclasses import replace
from typing import Final

from gateway.core.call import Call, Reply, TaskReply
from gateway.core.message import Artifact, DataPart, UrlPart
from gateway.core.task import Task, TaskState
from gateway.dialects.a2a_v03.codec import METHODS, STREAMS, make_codec
from gateway.dialects.a2a_v03.echo import Echo
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
    make_codec(("kind", "type"), Echo(promote_files), read_lenient_send),
    METHODS,
    # The methods are those of 0.3, so only the caller's row can tell the two apart.
    claims=lambda request: request.flavour.dialect == NAME,
    streams=STREAMS,
    carries_contexts=False,
)


def _write_reply(request: WireRequest, call: Call, reply: Reply) -> WireResponse:
    if request.flavour.envelope and isinstance(reply, TaskReply):
        reply = replace(reply, task=_enveloped(reply.task))
    return _JSONRPC.write_reply(request, call, reply)


def _enveloped(task: Task) -> Task:
    if task.state is not TaskState.COMPLETED:
        return task
    result = DataPart(in_envelope(bare_result(result_parts(task))))
    artifact = task.artifacts[0] if task.artifacts else Artifact("result", ())
    return replace(task, artifacts=(replace(artifact, parts=(result,)),))


def _read_reply(call: Call, response: WireResponse) -> Reply:
    return open_envelope(_JSONRPC.read_reply(call, response))


FLOWWINK: Final[Dialect] = replace(_JSONRPC, write_reply=_write_reply, read_reply=_read_reply)
