"""The parameters that a 1.0 client writes.

1.0 has no member for the shape that the answer is asked to have, and strict ProtoJSON servers
refuse members that they do not know: it travels in the metadata of the request. An agent id is read
and never written.
"""

from collections.abc import Mapping
from typing import Any

from gateway.core.call import (
    DEFAULT_PAGE,
    MAX_PAGE,
    CancelTask,
    CreatePushConfig,
    DeletePushConfig,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    SendMessage,
    SubscribeToTask,
)
from gateway.core.clock import iso_from_ms
from gateway.core.document import STATE_NAMES
from gateway.core.message_document import write_message
from gateway.core.task import TaskState
from gateway.dialects.a2a_v1.push import write_push_config
from gateway.dialects.lenient.push import INLINE
from gateway.dialects.lenient.send import RESPONSE_SCHEMA


def write_send(call: SendMessage) -> dict[str, Any]:
    params: dict[str, Any] = {"message": write_message(call.message)}
    configuration: dict[str, Any] = {}
    if call.accepted_output_modes:
        configuration["acceptedOutputModes"] = list(call.accepted_output_modes)
    if call.push is not None:
        configuration[INLINE] = write_push_config(call.push)
    if call.history_length is not None:
        configuration["historyLength"] = call.history_length
    if call.return_immediately:
        configuration["returnImmediately"] = True
    if configuration:
        params["configuration"] = configuration
    metadata = dict(call.metadata or {})
    if call.response_schema is not None:
        metadata[RESPONSE_SCHEMA] = call.response_schema
    if metadata:
        params["metadata"] = metadata
    return params


def write_get_task(call: GetTask) -> dict[str, Any]:
    params: dict[str, Any] = {"id": call.task_id}
    if call.history_length is not None:
        params["historyLength"] = call.history_length
    return params


def write_list_tasks(
    call: ListTasks, states: Mapping[TaskState, str] = STATE_NAMES
) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if call.context_id:
        params["contextId"] = call.context_id
    if call.state is not None:
        params["status"] = states[call.state]
    if call.status_since is not None:
        params["statusTimestampAfter"] = iso_from_ms(call.status_since)
    if call.page_size != DEFAULT_PAGE:
        params["pageSize"] = call.page_size
    if call.page_token:
        params["pageToken"] = call.page_token
    if call.history_length is not None:
        params["historyLength"] = call.history_length
    if call.with_artifacts:
        params["includeArtifacts"] = True
    return params


def write_cancel(call: CancelTask) -> dict[str, Any]:
    params: dict[str, Any] = {"id": call.task_id}
    if call.metadata is not None:
        params["metadata"] = call.metadata
    return params


def write_subscribe(call: SubscribeToTask) -> dict[str, Any]:
    return {"id": call.task_id}


def write_create_push(call: CreatePushConfig) -> dict[str, Any]:
    return write_push_config(call.config)


def write_named_push(call: GetPushConfig | DeletePushConfig) -> dict[str, Any]:
    return {"taskId": call.task_id, "id": call.id}


def write_list_push(call: ListPushConfigs) -> dict[str, Any]:
    params: dict[str, Any] = {"taskId": call.task_id}
    if call.page_size != MAX_PAGE:
        params["pageSize"] = call.page_size
    if call.page_token:
        params["pageToken"] = call.page_token
    return params


def write_nothing(_: GetExtendedCard) -> dict[str, Any]:
    return {}
