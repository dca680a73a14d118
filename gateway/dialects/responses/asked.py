"""What a response repeats of its request, and where it is kept: in the metadata of the message.

A task has no place for a model's name or a caller's own metadata, and a response that is looked at
later must say them again.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import SendMessage
from gateway.core.json import Json, JsonObject
from gateway.core.message import Message
from gateway.dialects.lenient.fields import read_flag, read_name, read_object, read_text, wrong

ASKED: Final = "urn:peergate:responses"
"""The key in a message's metadata."""

CREATED_AT: Final = "created_at"
"""When the request came, in seconds since the epoch."""

KEY: Final = "idempotency_key"
_MOST_PAIRS: Final = 16
_MOST_KEY: Final = 64
_MOST_VALUE: Final = 512


def read_asked(wire: JsonObject) -> dict[str, Any]:
    """The members that are repeated; raise InvalidParams."""
    return {
        "model": read_name(wire, "model"),
        "instructions": read_instructions(wire) or None,
        "metadata": read_own_metadata(wire.get("metadata")),
        "previous_response_id": read_name(wire, "previous_response_id") or None,
        "text": read_object(wire.get("text"), "text"),
        "background": read_flag(wire, "background") is True,
        "store": read_flag(wire, "store") is not False,
    }


def with_asked(call: SendMessage, asked: Mapping[str, Any]) -> SendMessage:
    """The call whose message remembers it."""
    message = call.message
    metadata = {**(message.metadata or {}), ASKED: dict(asked)}
    return replace(call, message=replace(message, metadata=metadata))


def find_asked(message: Message | None) -> JsonObject:
    """What the message remembers, which a peer may have written there itself."""
    found: Json = None if message is None else (message.metadata or {}).get(ASKED)
    return found if isinstance(found, dict) else {}


def read_instructions(wire: JsonObject) -> str:
    return read_text(wire, "instructions")


def read_own_metadata(value: Json) -> dict[str, str]:
    """At most 16 pairs of strings (API reference, "metadata")."""
    metadata = read_object(value, "metadata")
    if len(metadata) > _MOST_PAIRS:
        raise wrong("metadata", f"must have at most {_MOST_PAIRS} pairs")
    for key, text in metadata.items():
        if len(key) > _MOST_KEY or not isinstance(text, str) or len(text) > _MOST_VALUE:
            raise wrong(
                "metadata",
                f"must have keys of at most {_MOST_KEY} characters, and strings of {_MOST_VALUE}",
            )
    return dict(metadata)
