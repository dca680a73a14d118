"""What Flowwink peers send for a message: parts, text or content, as a string or a list, nested."""

from typing import Final

from gateway.core.call import SendMessage
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message, Part, Role, TextPart, UrlPart
from gateway.dialects.lenient.fields import MAX_ITEMS, read_name, wrong
from gateway.dialects.lenient.message import read_message
from gateway.dialects.lenient.part import read_part
from gateway.dialects.lenient.send import read_send

_PLACES: Final = ("parts", "text", "content")


def read_lenient_send(params: JsonObject) -> SendMessage:
    """A send whose message may be missing: it is then an empty text, as in the original."""
    return read_send(params, read_lenient_message)


def read_lenient_message(wire: Json) -> Message:
    if wire is None or isinstance(wire, str):
        wire = {"text": wire or ""}
    return read_message(wire, default_role=Role.USER, read_parts=read_lenient_parts)


def read_lenient_parts(message: JsonObject, path: str) -> tuple[Part, ...]:
    """The first place that holds anything; never empty."""
    for member in _PLACES:
        parts = _read_items(message.get(member), path + member)
        if parts:
            if len(parts) > MAX_ITEMS:
                raise wrong(path + member, f"must have at most {MAX_ITEMS} items")
            return tuple(parts)
    return (TextPart(""),)


def _read_items(wire: Json, path: str) -> list[Part]:
    if wire is None or wire == "":
        return []
    if isinstance(wire, list):
        return [part for i, item in enumerate(wire) for part in _read_items(item, f"{path}[{i}]")]
    if isinstance(wire, str):
        return [read_part({"text": wire}, path)]
    if isinstance(wire, dict):
        if wire.get("content") is not None:
            return _read_items(wire["content"], path + ".content")
        file = wire.get("file")
        if isinstance(file, dict) and file.get("bytes") is None and file.get("uri") is None:
            return [UrlPart("", read_name(file, "mimeType"), read_name(file, "name"))]
    return [read_part(wire, path)]
