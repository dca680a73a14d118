"""What a peer at ``/v1/responses`` says in place of a response, as the error that it names.

OpenAI's errors have a ``code`` for what callers tell apart, and else the name of the parameter.
"""

from typing import Final

from gateway.core.call import Call, SendMessage
from gateway.core.errors import (
    GatewayError,
    InvalidParams,
    PeerRefused,
    TaskNotCancelable,
    TaskNotFound,
    UnsupportedOperation,
    Violation,
)
from gateway.core.json import JsonObject
from gateway.dialects.base import WireResponse
from gateway.dialects.errorinfo import read_failure

_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400
_MAX_WORD: Final = 1000


class ModelNotFound(PeerRefused):
    """The peer has no model of this name; set model in its row."""

    reason = "MODEL_NOT_FOUND"


def read_refusal(call: Call, response: WireResponse) -> GatewayError:
    """The error that an HTTP status and its body say."""
    body = response.body
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        named = read_error(error, response.status)
        if named is not None:
            return named
        # Of what was asked before, every other refusal is of the path.
        if not isinstance(call, SendMessage):
            if response.status == _NOT_FOUND:
                return TaskNotFound(read_word(error, "message"))
            if response.status == _BAD_REQUEST:
                return TaskNotCancelable(read_word(error, "message"))
    return read_failure(response)


def read_error(wire: JsonObject, status: int = 0) -> GatewayError | None:
    """The error that ``{message, type, param, code}`` names, if it is one that callers tell."""
    code, param = read_word(wire, "code"), read_word(wire, "param")
    text = read_word(wire, "message")
    if code == "model_not_found":
        return ModelNotFound(text)
    if code == "previous_response_not_found":
        return TaskNotFound(text)
    if status == _BAD_REQUEST and param == "stream":
        return UnsupportedOperation(text)
    if status == _BAD_REQUEST and param:
        return InvalidParams(text, violations=(Violation(param, text),))
    return None


def read_word(wire: JsonObject, member: str) -> str:
    """A text of the peer's, cut where it is long; "" for none."""
    value = wire.get(member)
    return value[:_MAX_WORD] if isinstance(value, str) else ""
