"""Why a managed peer is not added or changed."""

from gateway.core.errors import GatewayError, PeerNotFound


class PeerExists(GatewayError):
    """There is a peer of this name already."""

    reason, http_status = "PEER_EXISTS", 409


class NotManaged(PeerNotFound):
    """No row that the store keeps has this name."""

    reason = "PEER_NOT_MANAGED"


class PeerRevoked(GatewayError):
    """This peer is revoked; remove it, and add it again."""

    reason, http_status = "PEER_REVOKED", 409


class TooManyTokens(GatewayError):
    """This peer has as many good tokens as it may; wait until some of them expire."""

    reason, http_status = "TOO_MANY_TOKENS", 409
