"""What goes wrong with a peer that we call."""

from gateway.core.errors.base import Fault, GatewayError
from gateway.core.errors.own import ConfigError


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


class PeerWithoutUrl(ConfigError):
    """This peer's row has no url, so the peer cannot be called."""

    reason, http_status, grpc_status = "PEER_WITHOUT_URL", 400, "FAILED_PRECONDITION"
