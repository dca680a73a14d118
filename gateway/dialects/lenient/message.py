"""Messages of every generation."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.core.card import CONTRACT_EXTENSION
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message, Part, Role
from gateway.core.message_document import ROLES
from gateway.dialects.lenient.fields import (
    find,
    find_named,
    read_list,
    read_metadata,
    read_name,
    read_names,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.part import read_part

_ROLES: Final[Mapping[Any, Role]] = {
    **ROLES,
    **{role.value: role for role in Role},
    1: Role.USER,
    2: Role.AGENT,
}


def read_parts(wire: JsonObject, path: str) -> tuple[Part, ...]:
    parts = read_list(wire.get("parts"), path + "parts")
    return tuple([read_part(part, f"{path}parts[{i}]") for i, part in enumerate(parts)])


def read_message(
    wire: Json,
    path: str = "message",
    *,
    default_role: Role | None = None,
    read_parts: Callable[[JsonObject, str], tuple[Part, ...]] = read_parts,
) -> Message:
    """A message as it came; with a ``default_role``, role, parts and id may be missing."""
    if not isinstance(wire, dict):
        raise wrong(path, "is required" if wire is None else "must be an object")
    path += "."
    named = wire.get("role")
    role = find_named(named, _ROLES)
    if role is None:
        if named is not None or default_role is None:
            raise wrong(path + "role", "must be ROLE_USER or ROLE_AGENT (0.3: user or agent)")
        role = default_role
    parts = read_parts(wire, path)
    if default_role is None:
        if not parts:
            raise wrong(path + "parts", "must not be empty")
        message_id = read_required_name(wire, "messageId", path)
    else:
        message_id = read_name(wire, "messageId", path)
    return Message(
        message_id,
        role,
        parts,
        read_name(wire, "contextId", path),
        read_name(wire, "taskId", path),
        read_metadata(wire, path),
        read_names(wire, "extensions", path),
        read_names(wire, "referenceTaskIds", path),
    )


def find_response_schema(*places: JsonObject | None) -> Json:
    """The first ``responseSchema``; callers put it where their own protocol lets them, or into
    metadata under the name of our extension.
    """
    for place in places:
        if not place:
            continue
        schema = find(place, "responseSchema")
        if schema is None:
            schema = place.get(CONTRACT_EXTENSION)
        if schema is not None:
            return schema
    return None
