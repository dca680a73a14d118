"""Errors in OpenAI's shape: ``{"error": {message, type, param, code}}``.

A skill that is unknown, internal or not allowed is a model that does not exist; a response that is
another's is one that is not there.
"""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.errors import (
    Denied,
    GatewayError,
    MessageIdReused,
    RateLimited,
    SkillNotFound,
    TaskNotFound,
    Unauthenticated,
)
from gateway.dialects.base import WireRequest, WireResponse
from gateway.dialects.responses import AGENT_MODELS

_MOST_NAME: Final = 80


class ResponseNotFound(TaskNotFound):
    """There is no such response."""

    def __init__(self, response_id: str, param: str | None) -> None:
        self.param = param
        super().__init__(repr(response_id[:_MOST_NAME]))


def write_error(request: WireRequest, error: GatewayError) -> WireResponse:
    """The request may be one that could not be read."""
    status = 404 if isinstance(error, SkillNotFound) else error.http_status
    return WireResponse(status, {"error": write_error_object(request, error)})


def write_error_event(request: WireRequest, error: GatewayError, number: int) -> dict[str, Any]:
    """What ends a stream instead of a response; ``number`` is its place in the stream."""
    wire = write_error_object(request, error)
    return {
        "type": "error",
        "code": wire["code"],
        "message": wire["message"],
        "param": wire["param"],
        "sequence_number": number,
    }


def write_error_object(request: WireRequest, error: GatewayError) -> dict[str, Any]:
    wire = {"message": error.message, "type": _find_type(error), "param": None, "code": None}
    model = request.body.get("model") if isinstance(request.body, dict) else None
    match error:
        case SkillNotFound():
            if isinstance(model, str) and model not in AGENT_MODELS:
                wire["message"] = model_not_found(model)
            return {**wire, "param": "model", "code": "model_not_found"}
        case ResponseNotFound(param=param):
            code = "previous_response_not_found" if param else "response_not_found"
            return {**wire, "param": param, "code": code}
        case MessageIdReused():
            return {**wire, "code": "idempotency_key_reused"}
        case GatewayError(violations=(first, *_)):
            return {**wire, "param": first.field, "code": "invalid_value"}
        case _:
            return {**wire, "code": _CODES.get(error.reason, error.reason.lower())}


def model_not_found(model: str) -> str:
    return f"The model {model[:_MOST_NAME]!r} does not exist or is not offered to you."


_CODES: Final[Mapping[str, str]] = {
    "RATE_LIMITED": "rate_limit_exceeded",
    "INTERNAL_ERROR": "server_error",
    "INVALID_REQUEST": "invalid_json",
}


def _find_type(error: GatewayError) -> str:
    if error.http_status >= 500:
        return "server_error"
    match error:
        case Unauthenticated():
            return "authentication_error"
        case RateLimited():
            return "rate_limit_error"
        case Denied():
            return "permission_error"
        case _:
            return "invalid_request_error"
