"""The parameters of a send, in 1.0 and 0.3; they differ in the names of two members only."""

from collections.abc import Callable
from typing import Final

from gateway.core.call import SendMessage
from gateway.core.card import CONTRACT_EXTENSION
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.core.push import PushConfig
from gateway.dialects.lenient.fields import (
    read_count,
    read_flag,
    read_metadata,
    read_name,
    read_names,
    read_object,
)
from gateway.dialects.lenient.message import find_response_schema, read_message
from gateway.dialects.lenient.push import INLINE, NESTED, read_inline_push

RESPONSE_SCHEMA: Final = "responseSchema"
AGENT_ID: Final = "agentId"
_SCHEMAS: Final = frozenset({RESPONSE_SCHEMA, "response_schema", CONTRACT_EXTENSION})


def read_send(
    params: JsonObject, read_message: Callable[[Json], Message] = read_message
) -> SendMessage:
    wire = params.get("message")
    message = read_message(wire)
    metadata = read_metadata(params)
    configuration = read_object(params.get("configuration"), "configuration")
    schema = find_response_schema(params, configuration, metadata, message.metadata)
    agent_id = read_name(wire, AGENT_ID, "message.") if isinstance(wire, dict) else ""
    if metadata is not None:
        # The schema was understood; the rest is the caller's.
        metadata = {key: metadata[key] for key in metadata if key not in _SCHEMAS} or None
    return SendMessage(
        message,
        schema,
        read_names(configuration, "acceptedOutputModes", "configuration."),
        read_count(configuration, "historyLength", "configuration."),
        _is_immediate(configuration),
        metadata,
        agent_id,
        message_id_is_given=message.id != "",
        push=_read_push(configuration),
    )


def _read_push(configuration: JsonObject) -> PushConfig | None:
    if not configuration:
        return None
    for member in (INLINE, NESTED):
        if (push := read_inline_push(configuration, member, "configuration.")) is not None:
            return push
    return None


def _is_immediate(configuration: JsonObject) -> bool:
    """1.0 says ``returnImmediately: true``, 0.3 ``blocking: false``."""
    if not configuration:
        return False
    if read_flag(configuration, "returnImmediately", "configuration."):
        return True
    return read_flag(configuration, "blocking", "configuration.") is False
