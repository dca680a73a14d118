"""The push notification config of 0.1, which knows one a task and gives it no id.

A task is named as its caller names it, in the answers too.
"""

from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import CreatePushConfig, GetPushConfig, PushConfigReply
from gateway.core.json import Json, JsonObject
from gateway.core.push import PushConfig
from gateway.dialects.a2a_v03.push import write_push_config
from gateway.dialects.lenient.fields import read_object, read_required_name
from gateway.dialects.lenient.push import NESTED, read_inline_push, read_push_config

ONLY: Final = "only"
"""Under this id a config is kept, so that the next one takes its place."""

_INLINE: Final = "pushNotification"


def read_set_push(params: JsonObject) -> CreatePushConfig:
    return CreatePushConfig(replace(read_push_config(params), id=ONLY))


def read_inline(params: JsonObject) -> PushConfig | None:
    push = read_inline_push(params, _INLINE)
    return None if push is None else replace(push, id=ONLY)


def write_inline(config: PushConfig) -> dict[str, Any]:
    return {_INLINE: write_push_config(replace(config, id=""))}


def read_get_push(params: JsonObject) -> GetPushConfig:
    return GetPushConfig(read_required_name(params, "id"))


def write_set_push(call: CreatePushConfig) -> dict[str, Any]:
    return _write_task_push(call.config.task_id, call.config)


def write_get_push(call: GetPushConfig) -> dict[str, Any]:
    return {"id": call.task_id}


def write_push_reply(call: CreatePushConfig | GetPushConfig, reply: PushConfigReply) -> Json:
    asked = call.config.task_id if isinstance(call, CreatePushConfig) else call.task_id
    return _write_task_push(asked, reply.config)


def read_push_reply(_: CreatePushConfig | GetPushConfig, result: Json) -> PushConfigReply:
    config = read_push_config(read_object(result, "result"), "result.")
    return PushConfigReply(replace(config, id=ONLY))


def _write_task_push(task_id: str, config: PushConfig) -> dict[str, Any]:
    return {"id": task_id, NESTED: write_push_config(replace(config, id=""))}
