"""The errors that JSON-RPC and A2A name, and those of ours that share a code with one.

Source: A2A 1.0.1 section "Error handling".
"""

from gateway.core.errors.base import Fault, GatewayError


class ParseError(GatewayError):
    """Not valid JSON."""

    code, reason, http_status, grpc_status = -32700, "INVALID_REQUEST", 400, "INVALID_ARGUMENT"


class InvalidRequest(GatewayError):
    """Not a valid request."""

    code, reason, http_status, grpc_status = -32600, "INVALID_REQUEST", 400, "INVALID_ARGUMENT"


class MethodNotFound(GatewayError):
    """Method not found."""

    code, reason, http_status, grpc_status = -32601, "METHOD_NOT_FOUND", 404, "UNIMPLEMENTED"


class InvalidParams(GatewayError):
    """Invalid parameters."""

    code, reason, http_status, grpc_status = -32602, "INVALID_PARAMS", 400, "INVALID_ARGUMENT"


class SkillNotFound(InvalidParams):
    """No such skill is offered to you."""

    reason = "SKILL_NOT_FOUND"


class MessageIdReused(InvalidParams):
    """This message id was used before for another message."""

    reason = "MESSAGE_ID_REUSED"


class TaskNotFound(GatewayError):
    """Task not found."""

    code, reason, http_status, grpc_status = -32001, "TASK_NOT_FOUND", 404, "NOT_FOUND"


class TaskNotCancelable(GatewayError):
    """This task cannot be canceled any more."""

    code, reason, http_status = -32002, "TASK_NOT_CANCELABLE", 400
    grpc_status = "FAILED_PRECONDITION"


class PushNotificationNotSupported(GatewayError):
    """This agent does not send push notifications."""

    code, reason, http_status = -32003, "PUSH_NOTIFICATION_NOT_SUPPORTED", 400
    grpc_status = "FAILED_PRECONDITION"


class UnsupportedOperation(GatewayError):
    """This operation is not supported."""

    code, reason, http_status = -32004, "UNSUPPORTED_OPERATION", 400
    grpc_status = "FAILED_PRECONDITION"


class ContentTypeNotSupported(GatewayError):
    """This content type is not supported."""

    code, reason, http_status = -32005, "CONTENT_TYPE_NOT_SUPPORTED", 400
    grpc_status = "INVALID_ARGUMENT"


class InvalidAgentResponse(GatewayError):
    """The agent's answer breaks the protocol."""

    code, reason, http_status, grpc_status = -32006, "INVALID_AGENT_RESPONSE", 500, "INTERNAL"
    fault = Fault.PEER


class ExtendedCardNotConfigured(GatewayError):
    """This agent has no extended card."""

    code, reason, http_status = -32007, "EXTENDED_AGENT_CARD_NOT_CONFIGURED", 400
    grpc_status = "FAILED_PRECONDITION"


class ExtensionSupportRequired(GatewayError):
    """This agent requires an extension that the request does not declare."""

    code, reason, http_status = -32008, "EXTENSION_SUPPORT_REQUIRED", 400
    grpc_status = "FAILED_PRECONDITION"


class VersionNotSupported(GatewayError):
    """This A2A version is not supported."""

    code, reason, http_status = -32009, "VERSION_NOT_SUPPORTED", 400
    grpc_status = "FAILED_PRECONDITION"
