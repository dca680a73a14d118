"""The only way out: one HTTP client, and the rule of what it may connect to (SECURITY: P8, D).

Here are the rules, which many ask that never call; who calls imports ``client``.
"""

from gateway.net.egress import Reach, check_url, origin_of
from gateway.net.reach import check_urls, reach_of
from gateway.net.tls import Identity, make_tls

__all__ = [
    "Identity",
    "Reach",
    "check_url",
    "check_urls",
    "make_tls",
    "origin_of",
    "reach_of",
]
