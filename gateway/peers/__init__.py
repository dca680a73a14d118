"""What an operator does about peers beyond their rows: look at them, and ask how they are."""

from gateway.peers.discover import AUDIT, TEST, Discoverer, Probe, write_probe
from gateway.peers.reach import check_urls, reach_of

__all__ = ["AUDIT", "TEST", "Discoverer", "Probe", "check_urls", "reach_of", "write_probe"]
