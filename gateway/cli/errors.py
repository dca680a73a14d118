"""What a command refuses to do, where the config itself is not at fault."""

from gateway.core.errors import GatewayError


class Refused(GatewayError):
    """Refused."""

    reason = "REFUSED"
