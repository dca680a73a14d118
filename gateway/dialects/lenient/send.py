"""The parameters of a send and of a get, in 1.0 and 0.3; they differ in one member only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gateway.core.call import GetExtendedCard, GetTask, SendMessage
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.dialects.lenient.fields import (
    MAX_NAME,
    read_count,
    read_flag,
    read_metadata,
    read_name,
    read_names,
    read_object,
    read_required_name,
    wrong,
)
from gateway.dialects.lenient.message import find_response_schema, read_message

RESPONSE_SCHEMA: Final = "responseSchema"
AGENT_ID: Final = "agentId"
_SCHEMAS: Final = frozenset({RESPONSE_SCHEMA, "response_schema"})


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
    )


def read_get_task(params: JsonObject) -> GetTask:
    return GetTask(read_required_name(params, "id"), read_count(params, "historyLength"))


def read_get_card(_: JsonObject) -> GetExtendedCard:
    return GetExtendedCard()


def with_key(call: SendMessage, key: str) -> SendMessage:
    """The call with the Idempotency-Key that its headers gave."""
    # A header can hold bytes that are no text, which nothing after this could store or answer.
    if len(key) > MAX_NAME or not key.isascii():
        raise wrong("Idempotency-Key", f"must have at most {MAX_NAME} ASCII characters")
    return replace(call, idempotency_key=key)


def _is_immediate(configuration: JsonObject) -> bool:
    """1.0 says ``returnImmediately: true``, 0.3 ``blocking: false``."""
    if not configuration:
        return False
    if read_flag(configuration, "returnImmediately", "configuration."):
        return True
    return read_flag(configuration, "blocking", "configuration.") is False
