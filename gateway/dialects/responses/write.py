"""What is asked of a peer at ``/v1/responses``: a response, the same response again, its end.

A response is to its caller what a task is, so its id names both the task and what goes on from
there. The model is the agent that is spoken to. A skill's call is text, as Flowwink writes it, for
a model has no other way to be told.
"""

from base64 import b64encode
from typing import Any, Final, assert_never
from urllib.parse import quote

from gateway.core.call import (
    Call,
    CancelTask,
    GetTask,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.chain import CHAIN_EXTENSION, write_chain_header
from gateway.core.choose import Choice, find_choice, names_skill
from gateway.core.errors import UnsupportedOperation
from gateway.core.json import Json, encode
from gateway.core.message import DataPart, Part, RawPart, TextPart, UrlPart
from gateway.dialects.base import WireRequest
from gateway.dialects.headers import write_headers
from gateway.dialects.responses.shape import write_format

DEFAULT_MODEL: Final = "openclaw"
_IN_WORDS: Final = "Answer with JSON alone, without a code fence, that fits this JSON Schema: "


def write_call(call: Call | StreamCall) -> WireRequest:
    """Paths are below that of the responses; raise UnsupportedOperation for what has none."""
    match call:
        case SendMessage():
            return _create(call, {})
        case SendStreamingMessage(send):
            return _create(send, {"stream": True})
        case GetTask(task_id):
            return WireRequest("GET", _path(task_id))
        case CancelTask(task_id):
            return WireRequest("POST", _path(task_id) + "/cancel")
        case SubscribeToTask(task_id, after):
            query = {"stream": "true"}
            if after is not None:
                # The numbers of these events begin with 0.
                query["starting_after"] = str(after - 1)
            return WireRequest("GET", _path(task_id), query=query)
        case _:
            raise UnsupportedOperation(f"responses cannot ask for {type(call).__name__}")


def _path(response_id: str) -> str:
    if response_id in ("", ".", ".."):
        raise UnsupportedOperation(f"no path can name the response {response_id!r}")
    return f"/{quote(response_id, safe='')}"


def _create(call: SendMessage, more: dict[str, Any]) -> WireRequest:
    body: dict[str, Any] = {"model": call.agent_id or DEFAULT_MODEL, "input": _write_input(call)}
    if before := call.message.task_id or call.message.context_id:
        body["previous_response_id"] = before
    if call.response_schema is not None:
        written = write_format(call.response_schema)
        body["text"] = {"format": written}
        if not find_choice(call.message).skill:
            # Many of these servers read no format, and all of them read words.
            body["instructions"] = _IN_WORDS + encode(written["schema"]).decode()
    if call.return_immediately:
        body["background"] = True
    if call.chain is not None:
        # The one place for a caller's own words, and they are texts.
        body["metadata"] = {CHAIN_EXTENSION: write_chain_header(call.chain)}
    return WireRequest("POST", "", {**body, **more}, write_headers(call))


def _write_input(call: SendMessage) -> Json:
    """A text alone as it is; more as the content of one message."""
    choice = find_choice(call.message)
    parts = call.message.parts
    if choice.skill:
        others = (part for part in parts if isinstance(part, RawPart | UrlPart))
        parts = (TextPart(_write_skill(choice)), *others)
    content = [_write_part(part) for part in parts]
    if len(content) == 1 and content[0]["type"] == "input_text":
        return content[0]["text"]
    return [{"type": "message", "role": "user", "content": content}]


def _write_skill(choice: Choice) -> str:
    arguments = encode(choice.arguments).decode()
    return f"skill:{choice.skill} {arguments}" + (f"\n{choice.text}" if choice.text else "")


def _write_part(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"type": "input_text", "text": text}
        case DataPart(data):
            assert not names_skill(part)
            return {"type": "input_text", "text": encode(data).decode()}
        case RawPart(raw, media_type, filename):
            kind = media_type or "application/octet-stream"
            address = f"data:{kind};base64,{b64encode(raw).decode()}"
            if kind.startswith("image/"):
                return _image(address)
            return {"type": "input_file", "filename": filename or "file", "file_data": address}
        case UrlPart(url, media_type):
            if media_type.startswith("image/"):
                return _image(url)
            return {"type": "input_file", "file_url": url}
        case _:
            assert_never(part)


def _image(address: str) -> dict[str, Any]:
    return {"type": "input_image", "detail": "auto", "image_url": address}
