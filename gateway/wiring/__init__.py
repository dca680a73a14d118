"""Settings to services: opens everything in order, and closes it in reverse."""

from gateway.wiring.live import Live
from gateway.wiring.opening import open_services
from gateway.wiring.services import Services

__all__ = ["Live", "Services", "open_services"]
