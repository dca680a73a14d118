"""What an operator does about peers beyond their rows: look at them, and ask how they are."""

from gateway.peers.discover import AUDIT, TEST, Discoverer, Probe, write_probe

__all__ = ["AUDIT", "TEST", "Discoverer", "Probe", "write_probe"]
