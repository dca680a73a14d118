"""Requests to the Responses API, read as calls.

A call speaks of a response by its id as it is on the wire: ``previous_response_id`` is the task
that the message goes on with, until whoever knows the tasks has looked whether it waits for that.
"""

from typing import Final

from gateway.core.call import (
    Call,
    CancelTask,
    GetTask,
    SendMessage,
    SendStreamingMessage,
    StreamCall,
    SubscribeToTask,
)
from gateway.core.chain import CHAIN_EXTENSION, read_chain
from gateway.core.errors import MethodNotFound, ParseError, SkillNotFound
from gateway.core.json import Json, JsonObject, decode
from gateway.core.message import DataPart, Message, Part, Role, TextPart, text_of
from gateway.dialects.base import WireRequest
from gateway.dialects.headers import with_headers
from gateway.dialects.lenient.fields import (
    read_flag,
    read_name,
    read_object,
    read_required_name,
    wrong,
)
from gateway.dialects.place import match_path, read_members
from gateway.dialects.responses import AGENT_MODELS, PATH, SKILL_MODEL
from gateway.dialects.responses.asked import read_asked, read_instructions
from gateway.dialects.responses.input import USER, Item, read_input
from gateway.dialects.responses.shape import read_format

ONE: Final = PATH + "/{id}"
CANCEL: Final = ONE + "/cancel"
_INSTRUCTIONS: Final = "instructions"
_TOOL_CHOICES: Final = (None, "auto", "none")


def read_call(request: WireRequest) -> Call | StreamCall:
    """Raise InvalidParams, SkillNotFound for a model that is none, or MethodNotFound."""
    if request.method == "POST" and request.path in ("", PATH):
        return with_headers(_read_create(read_object(request.body, "the body")), request)
    if request.method == "POST" and (named := match_path(CANCEL, request.path)):
        return CancelTask(read_members(named)["id"])
    if request.method == "GET" and (named := match_path(ONE, request.path)):
        if request.query.get("stream") == "true":
            if "starting_after" in request.query:
                # What is told again may come in other pieces than it came at first.
                raise wrong(
                    "starting_after", "is not served here: all is told from the first event"
                )
            return SubscribeToTask(read_members(named)["id"])
        return GetTask(read_members(named)["id"])
    raise MethodNotFound("nothing is served at this path")


def _read_create(wire: JsonObject) -> SendMessage | SendStreamingMessage:
    _check_supported(wire)
    metadata = read_asked(wire)["metadata"]
    items = read_input(wire.get("input"))
    model = read_required_name(wire, "model")
    message = Message(
        id="",
        role=Role.USER,
        parts=_read_parts(model, items, read_instructions(wire)),
        context_id=_read_conversation(wire.get("conversation")),
        task_id=read_name(wire, "previous_response_id"),
    )
    call = SendMessage(
        message,
        read_format(read_object(wire.get("text"), "text")),
        return_immediately=read_flag(wire, "background") is True,
        chain=read_chain(metadata.get(CHAIN_EXTENSION)),
        message_id_is_given=False,
    )
    return SendStreamingMessage(call) if read_flag(wire, "stream") else call


def _check_supported(wire: JsonObject) -> None:
    if wire.get("prompt") is not None:
        raise wrong("prompt", "is not kept here: send the words")
    if wire.get("tool_choice") not in _TOOL_CHOICES:
        raise wrong("tool_choice", "must be auto or none: this agent calls no tools of yours")
    if wire.get("conversation") is not None and wire.get("previous_response_id") is not None:
        raise wrong("conversation", "cannot be sent together with previous_response_id")


def _read_parts(model: str, items: tuple[Item, ...], instructions: str) -> tuple[Part, ...]:
    if model in AGENT_MODELS:
        said = (Item(_INSTRUCTIONS, (TextPart(instructions),)),) if instructions else ()
        return _as_talk((*said, *items))
    skill = model.removeprefix(SKILL_MODEL)
    if not skill or skill == model:
        raise SkillNotFound(repr(model[:64]))
    asked = next((item for item in reversed(items) if item.role == USER), None)
    if asked is None:
        raise wrong("input", "must hold what a user says")
    return _as_skill(skill, asked.parts)


def _as_talk(items: tuple[Item, ...]) -> tuple[Part, ...]:
    """The parts as they are; who said them goes before, where not all was said by one."""
    if all(item.role == USER for item in items):
        return tuple(part for item in items for part in item.parts)
    return tuple(part for item in items for part in (TextPart(f"[{item.role}]"), *item.parts))


def _as_skill(skill: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The arguments are the JSON object that the text is; any other text stays one."""
    try:
        arguments = decode(text_of(parts).encode())
    except ParseError:
        arguments = None
    if not isinstance(arguments, dict):
        return (*parts, DataPart({"skill": skill}))
    files = tuple(part for part in parts if not isinstance(part, TextPart))
    return (DataPart({"skill": skill, "arguments": arguments}), *files)


def _read_conversation(value: Json) -> str:
    if isinstance(value, str):
        value = {"id": value}
    return read_name(read_object(value, "conversation"), "id", "conversation.")
