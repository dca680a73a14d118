"""What a request says: ``input`` as a string or a list of items, each with the role that spoke.

Whatever the role, it was all said by the peer: a ``system`` or ``developer`` item is its data.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from gateway.core.json import Json, JsonObject
from gateway.core.message import Part, TextPart
from gateway.dialects.lenient.fields import (
    MAX_ITEMS,
    MAX_TOKEN,
    read_list,
    read_name,
    read_text,
    wrong,
)
from gateway.dialects.lenient.part import read_part

USER: Final = "user"
_ROLES: Final = (USER, "assistant", "system", "developer")
_DATA: Final = "data:"
_BASE64: Final = ";base64"


class Item(NamedTuple):
    """One thing that was said, by one of the roles."""

    role: str
    parts: tuple[Part, ...]


def read_input(value: Json) -> tuple[Item, ...]:
    """At least one item; raise InvalidParams, naming the item that is not read here."""
    if isinstance(value, str):
        return (Item(USER, (_text(value, "input"),)),)
    if value is None:
        raise wrong("input", "is required")
    items = tuple(
        _read_item(item, f"input[{at}]") for at, item in enumerate(read_list(value, "input"))
    )
    if not 1 <= sum(len(item.parts) for item in items) <= MAX_ITEMS:
        raise wrong("input", f"must have from 1 to {MAX_ITEMS} parts")
    return items


def _read_item(wire: Json, path: str) -> Item:
    if not isinstance(wire, dict):
        raise wrong(path, "must be an object")
    kind = read_name(wire, "type", path + ".") or "message"
    if kind != "message":
        raise wrong(f"{path}.type", f"must be message; {kind[:40]!r} is not read here")
    role = read_name(wire, "role", path + ".")
    if role not in _ROLES:
        raise wrong(f"{path}.role", f"must be one of {', '.join(_ROLES)}")
    content = wire.get("content")
    if isinstance(content, str):
        return Item(role, (_text(content, f"{path}.content"),))
    path += ".content"
    parts = read_list(content, path)
    return Item(role, tuple(_read_content(part, f"{path}[{at}]") for at, part in enumerate(parts)))


def _read_content(wire: Json, path: str) -> Part:
    kind = wire.get("type") if isinstance(wire, dict) else None
    read = _CONTENTS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise wrong(f"{path}.type", f"must be one of {', '.join(_CONTENTS)}")
    return read(wire, path)


def _read_image(wire: JsonObject, path: str) -> Part:
    address = read_text(wire, "image_url", path + ".")
    if not address:
        raise wrong(f"{path}.image_url", "is required; files are not kept here by an id")
    return _read_address(address, f"{path}.image_url", "")


def _read_file(wire: JsonObject, path: str) -> Part:
    name = read_name(wire, "filename", path + ".")
    data = read_text(wire, "file_data", path + ".")
    address = read_text(wire, "file_url", path + ".")
    if bool(data) == bool(address):
        raise wrong(path, "must have file_url or file_data; files are not kept here by an id")
    if data and not data.startswith(_DATA):
        return read_part(_labelled({"raw": data}, filename=name), path)
    return _read_address(data or address, path, name)


def _read_address(address: str, path: str, name: str) -> Part:
    """A file by its URL, which is not fetched, or the bytes in a ``data:`` URL (RFC 2397)."""
    if not address.startswith(_DATA):
        if len(address) > MAX_TOKEN:
            raise wrong(path, f"must be a URL of at most {MAX_TOKEN} characters")
        return read_part(_labelled({"url": address}, filename=name), path)
    head, comma, data = address.removeprefix(_DATA).partition(",")
    if not comma or not head.endswith(_BASE64):
        raise wrong(path, "must be a data URL in base64")
    media_type = head.removesuffix(_BASE64).partition(";")[0]
    return read_part(_labelled({"raw": data}, filename=name, mediaType=media_type), path)


def _labelled(wire: dict[str, Any], **labels: str) -> dict[str, Any]:
    return {**wire, **{name: label for name, label in labels.items() if label}}


def _text(text: Json, path: str) -> TextPart:
    part = read_part({"text": text}, path)
    assert isinstance(part, TextPart)
    return part


def _read_words(member: str) -> Callable[[JsonObject, str], Part]:
    return lambda wire, path: _text(read_text(wire, member, path + "."), path)


_CONTENTS: Final[Mapping[str, Callable[[JsonObject, str], Part]]] = {
    "input_text": _read_words("text"),
    "output_text": _read_words("text"),
    "refusal": _read_words("refusal"),
    "input_image": _read_image,
    "input_file": _read_file,
}
