"""The parameters of the operations, where the 0.3 proto file has its own shapes for them.

It has no members for the shape that the answer is asked to have, nor for an agent's id: the first
travels in the metadata, the second is not written.
"""

from typing import Any, Final

from gateway.core.call import CancelTask, CreatePushConfig, SendMessage
from gateway.core.json import JsonObject
from gateway.dialects.a2a_v03.push import write_push_config
from gateway.dialects.a2a_v03_proto.unfold import unfold, unfold_push
from gateway.dialects.a2a_v03_proto.write import write_message, write_task_name, write_task_push
from gateway.dialects.lenient import send as lenient
from gateway.dialects.lenient.fields import find, read_object
from gateway.dialects.lenient.push import NESTED, read_push_config
from gateway.dialects.lenient.send import RESPONSE_SCHEMA

_INLINE: Final = "pushNotification"


def read_send(params: JsonObject) -> SendMessage:
    wire = unfold(params)
    wire.setdefault("message", unfold(wire.get("request")))
    configuration = wire.get("configuration")
    if isinstance(configuration, dict):
        # This JSON leaves out what is false, so where blocking is not said it is not asked for.
        said = {name: value for name, value in configuration.items() if value is not None}
        wire["configuration"] = {"blocking": False, NESTED: find(said, _INLINE), **said}
    return lenient.read_send(wire)


def write_send(call: SendMessage) -> dict[str, Any]:
    configuration: dict[str, Any] = {}
    if call.accepted_output_modes:
        configuration["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.push is not None:
        configuration[_INLINE] = write_push_config(call.push)
    if call.history_length is not None:
        configuration["historyLength"] = call.history_length
    if not call.return_immediately:
        configuration["blocking"] = True
    params: dict[str, Any] = {
        "message": write_message(call.message),
        "configuration": configuration,
    }
    metadata = dict(call.metadata or {})
    if call.response_schema is not None:
        metadata[RESPONSE_SCHEMA] = call.response_schema
    if metadata:
        params["metadata"] = metadata
    return params


def write_cancel(call: CancelTask) -> dict[str, Any]:
    return {"id": call.task_id, "name": write_task_name(call.task_id)}


def read_create_push(params: JsonObject) -> CreatePushConfig:
    """``{config: {name, pushNotificationConfig}, configId?}``, forgiven where it is not wrapped."""
    wire = read_object(find(params, "config"), "config") or params
    # The path names the task, whatever the body says.
    config = unfold_push({**wire, "name": None}, params["taskId"], find(params, "configId"))
    return CreatePushConfig(read_push_config(config))


def write_create_push(call: CreatePushConfig) -> dict[str, Any]:
    config = call.config
    return {
        "taskId": config.task_id,
        "parent": write_task_name(config.task_id),
        "configId": config.id,
        "config": write_task_push(config),
    }
