"""The dialect ``native``, ``{skill, arguments}``, and what it shares with its like.

None has message ids: the id of a call that is read is "", and the inbox gives it one. They can only
send: a task goes on with ``taskId`` and is looked at through another dialect.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import Call, SendMessage, StreamCall
from gateway.core.choose import Choice, find_choice
from gateway.core.errors import InvalidParams, UnsupportedOperation
from gateway.core.flatten import flatten
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message, Part, Role
from gateway.dialects.base import Dialect, WireRequest
from gateway.dialects.headers import with_headers, write_headers
from gateway.dialects.lenient.fields import read_name, read_object, wrong
from gateway.dialects.lenient.message import find_response_schema
from gateway.dialects.lenient.part import read_part
from gateway.dialects.native.answer import write_error, write_reply
from gateway.dialects.native.read import read_reply


class MissingSkill(InvalidParams):
    """Missing "skill" field."""


def make_dialect(
    name: str,
    shape: str,
    claims: Callable[[WireRequest], bool],
    read_parts: Callable[[JsonObject], tuple[Part, ...]],
    write_choice: Callable[[Choice], dict[str, Any]],
) -> Dialect:
    """A dialect without an envelope, whose body has this shape: how it reads a message's parts and
    writes a choice.
    """

    def read_call(request: WireRequest) -> Call:
        return with_headers(_read_send(request.body, read_parts), request)

    def write_call(call: Call | StreamCall) -> WireRequest:
        if not isinstance(call, SendMessage):
            raise UnsupportedOperation(f"{name} cannot ask for {type(call).__name__}")
        return WireRequest("POST", "", _write_send(call, write_choice), write_headers(call))

    return Dialect(
        name=name,
        binding="",
        claims=claims,
        read_call=read_call,
        write_reply=write_reply,
        write_error=write_error,
        write_call=write_call,
        read_reply=read_reply,
        operations={"SendMessage": shape},
        carries_contexts=False,
    )


def call_parts(
    skill: str, arguments: Json, field: str, text: Part | None = None
) -> tuple[Part, ...]:
    """The data part that names the skill, and the text; ``field`` is where the arguments were."""
    said: dict[str, Any] = {"skill": skill}
    # Left out where it was, so that a text can stand in for the arguments.
    if arguments is not None:
        said["arguments"] = read_object(arguments, field)
    call = read_part({"data": said}, field)
    return (call,) if text is None else (call, text)


def _read_send(body: Json, read_parts: Callable[[JsonObject], tuple[Part, ...]]) -> SendMessage:
    wire = read_object(body, "the body")
    message = Message(
        "",
        Role.USER,
        read_parts(wire),
        read_name(wire, "contextId"),
        read_name(wire, "taskId"),
    )
    schema = find_response_schema(wire)
    return SendMessage(message, schema, message_id_is_given=False)


def _write_send(
    call: SendMessage, write_choice: Callable[[Choice], dict[str, Any]]
) -> dict[str, Any]:
    choice = find_choice(call.message)
    if not choice.skill:
        choice = replace(choice, text=flatten(call.message.parts))
    wire = write_choice(choice)
    if call.response_schema is not None:
        wire["responseSchema"] = call.response_schema
    if call.message.context_id:
        wire["contextId"] = call.message.context_id
    if call.message.task_id:
        wire["taskId"] = call.message.task_id
    return wire


def _read_native(wire: JsonObject) -> tuple[Part, ...]:
    skill, text = read_name(wire, "skill"), _read_text(wire)
    if not skill:
        if not text:
            raise MissingSkill
        return (text,)
    return call_parts(skill, wire.get("arguments"), "arguments", text)


def _read_text(wire: JsonObject) -> Part | None:
    for member in ("text", "message"):
        text = wire.get(member)
        if isinstance(text, str) and text:
            return read_part({"text": text}, member)
        if text:
            raise wrong(member, "must be a string")
    return None


def _write_native(choice: Choice) -> dict[str, Any]:
    if not choice.skill:
        return {"text": choice.text}
    wire = {"skill": choice.skill, "arguments": choice.arguments}
    if choice.text:
        wire["message"] = choice.text
    return wire


NATIVE: Final = make_dialect(
    "native",
    "{skill, arguments}",
    lambda request: isinstance(request.body, dict),
    _read_native,
    _write_native,
)
