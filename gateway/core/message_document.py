"""The stored form of messages and their parts: their A2A 1.0 JSON.

Apart from the documents of tasks, which are made of these. The rules are theirs: written as 1.0
writes, and read with trust.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never

from gateway.core.json import JsonObject
from gateway.core.message import (
    DataPart,
    Message,
    Part,
    RawPart,
    Role,
    TextPart,
    UrlPart,
)

ROLE_NAMES: Final[Mapping[Role, str]] = {Role.USER: "ROLE_USER", Role.AGENT: "ROLE_AGENT"}
ROLES: Final[Mapping[str, Role]] = {name: role for role, name in ROLE_NAMES.items()}


def write_part(part: Part) -> dict[str, Any]:
    wire: dict[str, Any]
    match part:
        case TextPart():
            wire = {"text": part.text}
        case DataPart():
            wire = {"data": part.data}
        case RawPart():
            wire = {"raw": b64encode(part.raw).decode()}
        case UrlPart():
            wire = {"url": part.url}
        case _:
            assert_never(part)
    if part.media_type:
        wire["mediaType"] = part.media_type
    if part.filename:
        wire["filename"] = part.filename
    if part.metadata is not None:
        wire["metadata"] = part.metadata
    return wire


def write_message(message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "messageId": message.id,
        "role": ROLE_NAMES[message.role],
        "parts": [write_part(part) for part in message.parts],
    }
    if message.context_id:
        wire["contextId"] = message.context_id
    if message.task_id:
        wire["taskId"] = message.task_id
    if message.metadata is not None:
        wire["metadata"] = message.metadata
    if message.extensions:
        wire["extensions"] = message.extensions
    if message.reference_task_ids:
        wire["referenceTaskIds"] = message.reference_task_ids
    return wire


_PART_READERS: Final[tuple[tuple[str, Callable[..., Part]], ...]] = (
    ("text", TextPart),
    ("data", DataPart),
    ("raw", lambda raw, *rest: RawPart(b64decode(raw), *rest)),
    ("url", UrlPart),
)


def read_part(doc: JsonObject) -> Part:
    for member, make in _PART_READERS:
        if member in doc:
            return make(
                doc[member],
                doc.get("mediaType", ""),
                doc.get("filename", ""),
                doc.get("metadata"),
            )
    raise ValueError("a stored part has no content")


def read_message(doc: JsonObject) -> Message:
    return Message(
        id=doc["messageId"],
        role=ROLES[doc["role"]],
        parts=tuple(read_part(part) for part in doc["parts"]),
        context_id=doc.get("contextId", ""),
        task_id=doc.get("taskId", ""),
        metadata=doc.get("metadata"),
        extensions=tuple(doc.get("extensions", ())),
        reference_task_ids=tuple(doc.get("referenceTaskIds", ())),
    )
