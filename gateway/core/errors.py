"""Every refusal and failure that the gateway can name, as one tree.

A class is one row of the error table: its docstring is the message, its members are what each
binding needs to write it. Source: A2A 1.0.1 section "Error handling"; our own codes start at
-32050, because A2A has taken -32001 to -32009.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

RETRY_AFTER: Final = "retry_after"
_DAY_SECONDS: Final = 86_400
_MAX_DIGITS: Final = 9


class Fault(StrEnum):
    """Whose doing an error is."""

    CALLER = "caller"
    GATEWAY = "gateway"
    PEER = "peer"


@dataclass(frozen=True, slots=True)
class Violation:
    """One field that was wrong: a dotted path and what was expected there."""

    field: str
    description: str


class GatewayError(Exception):
    """Internal error."""

    code: ClassVar[int] = -32603
    reason: ClassVar[str] = "INTERNAL_ERROR"
    http_status: ClassVar[int] = 500
    grpc_status: ClassVar[str] = "INTERNAL"
    fault: ClassVar[Fault] = Fault.CALLER
    retriable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        violations: tuple[Violation, ...] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        self.detail = detail
        self.violations = violations
        self.metadata = dict(metadata or {})
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What a peer may read: the class's sentence, then the detail. Never holds a secret."""
        title = (type(self).__doc__ or "").strip().split("\n", 1)[0]
        return f"{title[:-1]}: {self.detail}" if self.detail else title

    @property
    def retry_after(self) -> int | None:
        """After how many seconds to try again, a day at most; None where nobody said."""
        said = self.metadata.get(RETRY_AFTER, "")
        if not said.isascii() or not said.isdecimal() or len(said) > _MAX_DIGITS:
            return None
        return min(int(said), _DAY_SECONDS)


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


class Unauthenticated(GatewayError):
    """unauthorized."""

    http_status, reason, grpc_status = 401, "UNAUTHENTICATED", "UNAUTHENTICATED"


class BodyTooLarge(GatewayError):
    """The request body is too large."""

    http_status, reason, grpc_status = 413, "BODY_TOO_LARGE", "RESOURCE_EXHAUSTED"


class HeadersTooLarge(GatewayError):
    """The request headers are too large."""

    http_status, reason, grpc_status = 431, "HEADERS_TOO_LARGE", "RESOURCE_EXHAUSTED"


class EncodingNotSupported(GatewayError):
    """Compressed request bodies are not accepted; send the body as it is."""

    http_status, reason, grpc_status = 415, "ENCODING_NOT_SUPPORTED", "INVALID_ARGUMENT"


class BodyTimeout(GatewayError):
    """The request body came too slowly."""

    http_status, reason, grpc_status = 408, "BODY_TIMEOUT", "DEADLINE_EXCEEDED"


class Denied(GatewayError):
    """This call is not allowed."""

    code, reason, http_status, grpc_status = -32052, "SAFEGUARD", 403, "PERMISSION_DENIED"


class RateLimited(Denied):
    """Too many calls; try again later."""

    code, reason, http_status, grpc_status = -32050, "RATE_LIMITED", 429, "RESOURCE_EXHAUSTED"
    retriable = True


class ContentPolicy(Denied):
    """This content is not allowed."""

    code, reason = -32051, "CONTENT_POLICY"


class LoopLimit(Denied):
    """This call has passed through too many agents."""

    code, reason, http_status, grpc_status = -32053, "LOOP_LIMIT", 400, "FAILED_PRECONDITION"


class ApprovalUnavailable(Denied):
    """This skill needs a human's approval, and this gateway has no one to ask."""

    code, reason = -32054, "APPROVAL_UNAVAILABLE"


class Unavailable(GatewayError):
    """The gateway cannot take this call now; try again."""

    reason, http_status, grpc_status = "UNAVAILABLE", 503, "UNAVAILABLE"
    fault, retriable = Fault.GATEWAY, True


class ModelUnavailable(Unavailable):
    """The language model cannot answer now; try again later, or name a skill."""

    reason = "MODEL_UNAVAILABLE"


class PeerError(GatewayError):
    """The peer answered with an error.

    ``peer_code`` is the code in the peer's answer and ``peer_status`` its HTTP status, 0 for none.
    """

    reason, http_status, grpc_status = "PEER_ERROR", 502, "UNKNOWN"
    fault = Fault.PEER

    def __init__(self, detail: str = "", *, peer_code: int = 0, peer_status: int = 0) -> None:
        self.peer_code = peer_code
        self.peer_status = peer_status
        super().__init__(detail)


class PeerRefused(PeerError):
    """The peer does not let us in."""

    reason = "PEER_REFUSED"


class PeerBusy(PeerError):
    """The peer cannot take this call now."""

    reason, http_status, grpc_status = "PEER_BUSY", 503, "UNAVAILABLE"
    retriable = True


class PeerTimeout(GatewayError):
    """The peer did not answer in time."""

    reason, http_status, grpc_status = "PEER_TIMEOUT", 504, "DEADLINE_EXCEEDED"
    fault, retriable = Fault.PEER, True


class PeerUnreachable(GatewayError):
    """The peer cannot be reached."""

    reason, http_status, grpc_status = "PEER_UNREACHABLE", 503, "UNAVAILABLE"
    fault, retriable = Fault.PEER, True


class PeerUntrusted(PeerUnreachable):
    """The peer's TLS certificate cannot be trusted."""

    reason, retriable = "PEER_UNTRUSTED", False


class EgressDenied(PeerUnreachable):
    """This gateway does not call that address."""

    reason, http_status, grpc_status = "EGRESS_DENIED", 400, "FAILED_PRECONDITION"
    fault, retriable = Fault.GATEWAY, False


class PeerNotFound(GatewayError):
    """There is no active peer of this name."""

    reason, http_status, grpc_status = "PEER_NOT_FOUND", 404, "NOT_FOUND"


class PeerInactive(PeerNotFound):
    """This peer is not active."""

    reason, http_status, grpc_status = "PEER_INACTIVE", 409, "FAILED_PRECONDITION"


class ConfigError(GatewayError):
    """The configuration is not valid."""

    reason, fault = "CONFIG", Fault.GATEWAY


class SecretError(GatewayError):
    """A stored secret cannot be opened."""

    reason, fault = "SECRET", Fault.GATEWAY


class PeerWithoutUrl(ConfigError):
    """This peer's row has no url, so the peer cannot be called."""

    reason, http_status, grpc_status = "PEER_WITHOUT_URL", 400, "FAILED_PRECONDITION"


class StoreError(Unavailable):
    """The store cannot be used."""

    reason = "STORE"


class StoreBusy(StoreError):
    """Another process uses this store."""

    reason = "STORE_BUSY"


class SkillLoadError(GatewayError):
    """A skill file cannot be loaded."""

    reason, fault = "SKILL_LOAD", Fault.GATEWAY
