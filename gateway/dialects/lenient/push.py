"""Push notification configs of every generation: flat in 1.0, nested before.

Token, scheme and credentials go into headers one day, so what no header can carry is refused here.
"""

from gateway.core.call import CreatePushConfig, PushConfigPageReply
from gateway.core.json import Json, JsonObject
from gateway.core.push import PushConfig
from gateway.dialects.lenient.fields import (
    MAX_TOKEN,
    find,
    read_list,
    read_name,
    read_object,
    read_required_name,
    wrong,
)

NESTED = "pushNotificationConfig"
INLINE = "taskPushNotificationConfig"


def read_create_push(params: JsonObject) -> CreatePushConfig:
    return CreatePushConfig(read_push_config(params))


def read_push_config(wire: JsonObject, path: str = "") -> PushConfig:
    """A config and the task that it is for; 0.1 names the task ``id``, beside the nested config."""
    nested = find(wire, NESTED)
    if nested is None:
        return _read_config(wire, read_required_name(wire, "taskId", path), path)
    task_id = read_name(wire, "taskId", path) or read_required_name(wire, "id", path)
    return _read_config(read_object(nested, path + NESTED), task_id, f"{path}{NESTED}.")


def read_inline_push(wire: JsonObject, member: str, path: str = "") -> PushConfig | None:
    """The config of a task that is not made yet."""
    value = find(wire, member)
    if value is None:
        return None
    return _read_config(read_object(value, path + member), "", f"{path}{member}.")


def read_push_page(wire: Json) -> PushConfigPageReply:
    """``{configs, nextPageToken}``, or before 1.0 the list alone."""
    if isinstance(wire, list):
        wire = {"configs": wire}
    page = read_object(wire, "result")
    configs = read_list(page.get("configs"), "result.configs")
    return PushConfigPageReply(
        tuple(
            read_push_config(read_object(config, f"result.configs[{i}]"), f"result.configs[{i}].")
            for i, config in enumerate(configs)
        ),
        read_name(page, "nextPageToken", "result.", limit=MAX_TOKEN),
    )


def _read_config(wire: JsonObject, task_id: str, path: str) -> PushConfig:
    url = read_name(wire, "url", path, limit=MAX_TOKEN)
    if not url:
        raise wrong(path + "url", "is required")
    where = f"{path}authentication"
    authentication = read_object(find(wire, "authentication"), where)
    scheme = _read_scheme(authentication, where)
    credentials = _read_header_text(authentication, "credentials", f"{where}.")
    if credentials and not scheme:
        raise wrong(f"{where}.scheme", "is required")
    return PushConfig(
        task_id,
        read_name(wire, "id", path),
        url,
        _read_header_text(wire, "token", path),
        scheme,
        credentials,
    )


def _read_scheme(wire: JsonObject, path: str) -> str:
    """1.0 names one, its predecessors a list of which we take the first."""
    schemes = read_list(find(wire, "schemes"), f"{path}.schemes")
    named = wire if wire.get("scheme") is not None or not schemes else {"scheme": schemes[0]}
    return _read_header_text(named, "scheme", f"{path}.")


def _read_header_text(wire: JsonObject, member: str, path: str) -> str:
    text = read_name(wire, member, path, limit=MAX_TOKEN)
    if not text.isascii() or not text.isprintable():
        raise wrong(path + member, "must be ASCII without control characters")
    return text
