"""What is refused before a call is taken: by plain HTTP, or with our own codes.

They start at -32050, because A2A has taken -32001 to -32009.
"""

from gateway.core.errors.base import GatewayError


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
