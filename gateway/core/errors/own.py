"""What is wrong on our own side."""

from gateway.core.errors.base import Fault, GatewayError


class Unavailable(GatewayError):
    """The gateway cannot take this call now; try again."""

    reason, http_status, grpc_status = "UNAVAILABLE", 503, "UNAVAILABLE"
    fault, retriable = Fault.GATEWAY, True


class ModelUnavailable(Unavailable):
    """The language model cannot answer now; try again later, or name a skill."""

    reason = "MODEL_UNAVAILABLE"


class ConfigError(GatewayError):
    """The configuration is not valid."""

    reason, fault = "CONFIG", Fault.GATEWAY


class SecretError(GatewayError):
    """A stored secret cannot be opened."""

    reason, fault = "SECRET", Fault.GATEWAY


class StoreError(Unavailable):
    """The store cannot be used."""

    reason = "STORE"


class StoreBusy(StoreError):
    """Another process uses this store."""

    reason = "STORE_BUSY"


class SkillLoadError(GatewayError):
    """A skill file cannot be loaded."""

    reason, fault = "SKILL_LOAD", Fault.GATEWAY
