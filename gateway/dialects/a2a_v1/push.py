"""Push notification configs as 1.0 has them: flat, with the task beside the rest."""

from typing import Any

from gateway.core.call import (
    MAX_PAGE,
    DeletePushConfig,
    GetPushConfig,
    ListPushConfigs,
    PushConfigPageReply,
)
from gateway.core.json import JsonObject
from gateway.core.push import PushConfig
from gateway.dialects.lenient.fields import (
    MAX_TOKEN,
    read_count,
    read_name,
    read_required_name,
)


def read_get_push(params: JsonObject) -> GetPushConfig:
    return GetPushConfig(read_required_name(params, "taskId"), read_required_name(params, "id"))


def read_delete_push(params: JsonObject) -> DeletePushConfig:
    return DeletePushConfig(read_required_name(params, "taskId"), read_required_name(params, "id"))


def read_list_push(params: JsonObject) -> ListPushConfigs:
    """A size of 0 is none, as ProtoJSON has it; a larger one than there is means the largest."""
    size = read_count(params, "pageSize") or MAX_PAGE
    return ListPushConfigs(
        read_required_name(params, "taskId"),
        min(size, MAX_PAGE),
        read_name(params, "pageToken", limit=MAX_TOKEN),
    )


def write_push_config(config: PushConfig) -> dict[str, Any]:
    """An inline config has no task yet, and one to be made maybe no id."""
    wire: dict[str, Any] = {}
    if config.task_id:
        wire["taskId"] = config.task_id
    if config.id:
        wire["id"] = config.id
    wire["url"] = config.url
    if config.token:
        wire["token"] = config.token
    if config.scheme:
        wire["authentication"] = {"scheme": config.scheme}
        if config.credentials:
            wire["authentication"]["credentials"] = config.credentials
    return wire


def write_push_page(reply: PushConfigPageReply) -> dict[str, Any]:
    return {
        "configs": [write_push_config(config) for config in reply.configs],
        "nextPageToken": reply.next_token,
    }
