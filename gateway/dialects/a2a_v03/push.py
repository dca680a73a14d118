"""Push notification configs as 0.3 has them: nested beside the id of the task."""

from typing import Any

from gateway.core.call import DeletePushConfig, GetPushConfig, ListPushConfigs
from gateway.core.json import JsonObject
from gateway.core.push import PushConfig
from gateway.dialects.lenient.fields import read_name, read_required_name
from gateway.dialects.lenient.push import NESTED

_CONFIG_ID = "pushNotificationConfigId"


def read_get_push(params: JsonObject) -> GetPushConfig:
    return GetPushConfig(read_required_name(params, "id"), read_name(params, _CONFIG_ID))


def read_delete_push(params: JsonObject) -> DeletePushConfig:
    return DeletePushConfig(
        read_required_name(params, "id"), read_required_name(params, _CONFIG_ID)
    )


def read_list_push(params: JsonObject) -> ListPushConfigs:
    return ListPushConfigs(read_required_name(params, "id"))


def write_named_push(call: GetPushConfig | DeletePushConfig) -> dict[str, Any]:
    return {"id": call.task_id, **({_CONFIG_ID: call.id} if call.id else {})}


def write_list_push(call: ListPushConfigs) -> dict[str, Any]:
    return {"id": call.task_id}


def write_task_push(config: PushConfig) -> dict[str, Any]:
    return {"taskId": config.task_id, NESTED: write_push_config(config)}


def write_push_config(config: PushConfig) -> dict[str, Any]:
    """The config alone, without its task, as it also is in the parameters of a send."""
    wire: dict[str, Any] = {"id": config.id} if config.id else {}
    wire["url"] = config.url
    if config.token:
        wire["token"] = config.token
    if config.scheme:
        wire["authentication"] = {"schemes": [config.scheme]}
        if config.credentials:
            wire["authentication"]["credentials"] = config.credentials
    return wire
