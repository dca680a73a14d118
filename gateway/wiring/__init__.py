"""Settings to services: opens everything in order, and closes it in reverse."""

from gateway.wiring.live import Live
from gateway.wiring.services import Services, open_services

__all__ = ["Live", "Services", "open_services"]
