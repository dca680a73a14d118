"""Where the gateway may connect to: pure rules on URLs, names and addresses (SECURITY: P8, D1).

Apart from the client, so that a URL is refused by the same rule when it is saved and when it is
called. A name is judged by the address that it turns out to have, at the socket: what it was
yesterday, or for another resolver, says nothing. Everything that is not plainly the public
internet is out, unless the operator listed it.
"""

import re
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, Self, TypeAlias
from urllib.parse import SplitResult

from msgspec import Struct

from gateway.config.url import split_url
from gateway.core.errors import EgressDenied
from gateway.net.tls import Identity

TO_ALLOW: Final = "list it as networks in the peer's row or allow_networks in [net]"

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# The IANA registry of special-purpose IPv4 addresses, whole, with multicast and what is reserved.
SPECIAL_V4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number, the host of a virtual machine by its use
        "169.254.0.0/16",  # link-local, and every cloud's metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# All that was ever given to the public internet. Outside of it are the unspecified address,
# loopback, IPv4-compatible, translated (64:ff9b::/96, 64:ff9b:1::/48), discard, segment routing,
# unique-local, link-local, site-local and multicast addresses.
GLOBAL_V6: Final = IPv6Network("2000::/3")
SPECIAL_V6: Final = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID and others
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)

# Networks whose addresses carry an IPv4 address, and how far from their right end.
_TUNNELS: Final = (
    (IPv6Network("::/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("64:ff9b:1::/48"), 0),
    (IPv6Network("2002::/16"), 80),
)

_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
_PORTS: Final = {"http": 80, "https": 443}


class Reach(Struct, frozen=True):
    """What one peer's row opens beyond the public internet over https, and who we are there."""

    networks: tuple[Network, ...] = ()
    plain_http: bool = False
    identity: Identity | None = None

    @classmethod
    def of(
        cls,
        networks: Iterable[str],
        *,
        plain_http: bool = False,
        identity: Identity | None = None,
    ) -> Self:
        """The same for the same networks in any order."""
        found = sorted({str(ip_network(network)) for network in networks})
        return cls(tuple(map(ip_network, found)), plain_http, identity)

    def allows(self, address: Address) -> bool:
        """Whether a socket may be connected to the address."""
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped is not None:
                # The kernel connects to the IPv4 address itself.
                return self.allows(address.ipv4_mapped)
            inner = _find_inner(address)
            if inner is not None and not self.allows(inner):
                return False
        return is_public(address) or any(
            address in network for network in self.networks if network.version == address.version
        )


def is_public(address: Address) -> bool:
    """Whether the address is plainly of the public internet, and no tunnel into another one."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_V4)
    return address in GLOBAL_V6 and not any(address in network for network in SPECIAL_V6)


def check_url(url: str, reach: Reach) -> SplitResult:
    """The URL taken apart; raise EgressDenied, with the reason, for one that is never called.

    What every URL of the config must keep is kept here too: ASCII, http or https, no user, no
    backslash, no fragment, and an address in its one usual form.
    """
    try:
        parts = split_url(url)
    except ValueError as error:
        raise EgressDenied(f"the URL {error}") from None
    host = parts.hostname or ""
    if parts.scheme != "https" and not reach.plain_http:
        raise EgressDenied("the URL must begin with https:// (plain_http = true allows http)")
    if parts.port == 0 or parts.netloc.endswith(":"):
        raise EgressDenied("the URL must name a port after its colon")
    literals = _find_literals(host)
    if not literals and not _HOST_NAME.fullmatch(host):
        raise EgressDenied("the URL must name a host of letters, digits, hyphens and dots")
    if literals and not any(map(reach.allows, literals)):
        raise EgressDenied(f"the URL names an address that is not public; {TO_ALLOW}")
    return parts


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port, alike for all spellings; raise ValueError for what is no URL."""
    parts = split_url(url)
    host = (parts.hostname or "").removesuffix(".")
    return parts.scheme, host, parts.port or _PORTS[parts.scheme]


def _find_literals(host: str) -> tuple[Address, ...]:
    """The addresses that a host is known to have without asking anyone."""
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return (IPv4Address("127.0.0.1"), IPv6Address("::1"))
    try:
        return (ip_address(host),)
    except ValueError:
        return ()


def _find_inner(address: IPv6Address) -> IPv4Address | None:
    if address.is_loopback or address.is_unspecified:
        return None
    for network, shift in _TUNNELS:
        if address in network:
            return IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None
