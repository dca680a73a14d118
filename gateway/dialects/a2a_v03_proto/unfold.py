"""The JSON of the 0.3 proto file laid out as the lenient reader knows it.

The proto nests where the other generations do not: a data part in a data part, a file's content
under a name for its kind, parts under ``content``. Callers that write the members of 0.3's JSON-RPC
here are understood too.
"""

import re
from typing import Any, Final

from gateway.core.json import Json
from gateway.dialects.lenient.fields import find
from gateway.dialects.lenient.push import NESTED

_SINGLE: Final = (
    "task",
    "message",
    "statusUpdate",
    "status_update",
    "artifactUpdate",
    "artifact_update",
    "status",
    "artifact",
)
_LISTS: Final = ("tasks", "history", "artifacts")
_FILE_MEMBERS: Final = {
    "fileWithUri": "uri",
    "file_with_uri": "uri",
    "fileWithBytes": "bytes",
    "file_with_bytes": "bytes",
}
_TAGS: Final = ("kind", "type")
_CONFIG_NAME: Final = re.compile("tasks/(.+)/pushNotificationConfigs/(.+)", re.DOTALL)


def unfold(wire: Json) -> Json:
    """A message, a task, or whatever holds them; what is wrong stays as it is."""
    if not isinstance(wire, dict):
        return wire
    flat: dict[str, Any] = dict(wire)
    for member in _SINGLE:
        if member in flat:
            flat[member] = unfold(flat[member])
    for member in _LISTS:
        if isinstance(items := flat.get(member), list):
            flat[member] = [unfold(item) for item in items]
    parts = flat.get("parts") if flat.get("content") is None else flat["content"]
    if isinstance(parts, list):
        flat["parts"] = [_unfold_part(part) for part in parts]
    elif parts is not None:
        flat["parts"] = parts
    return flat


def unfold_push(wire: Json, task_id: str, config_id: Json = None) -> Json:
    """A config by its resource name; where it has none, it is that one of that task."""
    if not isinstance(wire, dict):
        return wire
    name = wire.get("name")
    named = _CONFIG_NAME.fullmatch(name) if isinstance(name, str) else None
    if named is not None:
        task_id, config_id = named.groups()
    config = wire if (nested := find(wire, NESTED)) is None else nested
    if isinstance(config, dict):
        config = {**config, "id": config.get("id") or config_id}
    return {"taskId": task_id, NESTED: config}


def _unfold_part(wire: Json) -> Json:
    if not isinstance(wire, dict):
        return wire
    file, data = wire.get("file"), wire.get("data")
    if isinstance(file, dict):
        renamed = {_FILE_MEMBERS.get(member, member): file[member] for member in file}
        return {**wire, "file": renamed}
    is_tagged = any(tag in wire for tag in _TAGS)
    if isinstance(data, dict) and not is_tagged and data.keys() <= {"data"}:
        return {**wire, "data": data.get("data", {})}
    return wire
