"""What is said: messages, artifacts and their parts (A2A 1.0, "Message", "Part", "Artifact").

An empty string and an absent member are the same thing, as in ProtoJSON.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from gateway.core.json import Json, JsonObject


class Role(StrEnum):
    """Who speaks: the calling side is always the user, the called side the agent."""

    USER = "user"
    AGENT = "agent"


class TextPart(Struct, frozen=True):
    text: str
    media_type: str = ""
    filename: str = ""
    metadata: JsonObject | None = None


class DataPart(Struct, frozen=True):
    """Any JSON value; integers stay integers."""

    data: Json
    media_type: str = ""
    filename: str = ""
    metadata: JsonObject | None = None


class RawPart(Struct, frozen=True):
    """A file by its bytes."""

    raw: bytes
    media_type: str = ""
    filename: str = ""
    metadata: JsonObject | None = None


class UrlPart(Struct, frozen=True):
    """A file by its address; the gateway never fetches it."""

    url: str
    media_type: str = ""
    filename: str = ""
    metadata: JsonObject | None = None


Part: TypeAlias = TextPart | DataPart | RawPart | UrlPart


class Message(Struct, frozen=True):
    id: str
    role: Role
    parts: tuple[Part, ...]
    context_id: str = ""
    task_id: str = ""
    metadata: JsonObject | None = None
    extensions: tuple[str, ...] = ()
    reference_task_ids: tuple[str, ...] = ()


class Artifact(Struct, frozen=True):
    id: str
    parts: tuple[Part, ...]
    name: str = ""
    description: str = ""
    metadata: JsonObject | None = None
    extensions: tuple[str, ...] = ()


def parts_of(artifacts: Iterable["Artifact"]) -> tuple[Part, ...]:
    """The parts of all the artifacts, in their order."""
    return tuple(part for artifact in artifacts for part in artifact.parts)


def text_of(parts: tuple[Part, ...]) -> str:
    """The text parts, joined by newlines."""
    return "\n".join(part.text for part in parts if isinstance(part, TextPart))
