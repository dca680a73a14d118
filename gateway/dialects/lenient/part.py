"""Parts of every generation: 1.0 tags by member name, 0.3 by ``kind``, 0.1 by ``type``.

The member that is there decides, never the tag: clients forget and confuse the tags, and a part
with two contents is refused instead of guessed at.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Final

from gateway.core.json import MAX_STRING, Json, JsonObject
from gateway.core.message import DataPart, Part, RawPart, TextPart, UrlPart
from gateway.dialects.lenient.fields import read_metadata, read_name, wrong

DATA_PART_COMPAT: Final = "data_part_compat"
"""The metadata key with which the A2A project's converter marks a data value that it wrapped in
``{"value": …}``, because a 0.3 data part holds objects only."""

_TO_STANDARD_BASE64: Final = str.maketrans("-_", "+/")


def read_part(wire: Json, path: str) -> Part:
    if not isinstance(wire, dict):
        raise wrong(path, "must be an object")
    contents = [member for member in wire if member in _READERS and wire[member] is not None]
    if len(contents) == 1:
        return _READERS[contents[0]](wire, path)
    if not contents and "data" in wire:
        return _read_data(wire, path)
    raise wrong(path, f"must have exactly one of {', '.join(_READERS)}")


def _read_text(wire: JsonObject, path: str) -> TextPart:
    text = wire["text"]
    if not isinstance(text, str) or len(text) > MAX_STRING:
        raise wrong(path + ".text", f"must be a string of at most {MAX_STRING} characters")
    return TextPart(text, *_read_label(wire, path))


def _read_data(wire: JsonObject, path: str) -> DataPart:
    data = wire["data"]
    _check_strings(data, path)
    media_type, filename, metadata = _read_label(wire, path)
    if metadata is not None and metadata.get(DATA_PART_COMPAT) is True and _is_wrapped(data):
        data = data["value"]
        metadata = {key: metadata[key] for key in metadata if key != DATA_PART_COMPAT} or None
    return DataPart(data, media_type, filename, metadata)


def _read_raw(wire: JsonObject, path: str) -> RawPart:
    return RawPart(_decode(wire["raw"], path + ".raw"), *_read_label(wire, path))


def _read_url(wire: JsonObject, path: str) -> UrlPart:
    return UrlPart(_read_address(wire["url"], path + ".url"), *_read_label(wire, path))


def _read_file(wire: JsonObject, path: str) -> RawPart | UrlPart:
    file, path = wire["file"], path + ".file"
    if not isinstance(file, dict):
        raise wrong(path, "must be an object")
    label = (
        read_name(file, "mimeType", path + "."),
        read_name(file, "name", path + "."),
        read_metadata(wire, path + "."),
    )
    raw, uri = file.get("bytes"), file.get("uri")
    if (raw is None) == (uri is None):
        raise wrong(path, "must have exactly one of bytes, uri")
    if raw is not None:
        return RawPart(_decode(raw, path + ".bytes"), *label)
    return UrlPart(_read_address(uri, path + ".uri"), *label)


_READERS: Final[Mapping[str, Callable[[JsonObject, str], Part]]] = {
    "text": _read_text,
    "data": _read_data,
    "raw": _read_raw,
    "url": _read_url,
    "file": _read_file,
}


def _read_label(wire: JsonObject, path: str) -> tuple[str, str, JsonObject | None]:
    """Media type, filename, metadata."""
    if len(wire) == 1:
        return "", "", None
    path += "."
    return (
        read_name(wire, "mediaType", path),
        read_name(wire, "filename", path),
        read_metadata(wire, path),
    )


def _read_address(url: Json, field: str) -> str:
    if not isinstance(url, str) or len(url) > MAX_STRING:
        raise wrong(field, "must be a string that holds a URL")
    return url


def _decode(text: Json, field: str) -> bytes:
    """Standard and URL-safe base64, with its padding or without."""
    if isinstance(text, str):
        standard = text.rstrip("=").translate(_TO_STANDARD_BASE64)
        try:
            return b64decode(standard + "=" * (-len(standard) % 4), validate=True)
        except (binascii.Error, ValueError):
            pass
    raise wrong(field, "must be base64")


def _is_wrapped(data: Json) -> bool:
    return isinstance(data, dict) and data.keys() == {"value"}


def _check_strings(data: Json, path: str) -> None:
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if len(node) > MAX_STRING:
                raise wrong(path + ".data", f"has a string of over {MAX_STRING} characters")
        elif isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
