"""Where a row lets its peer be called, and whether its URLs are of that: the rule of the config.

The same rule is asked when a row is written, when the config is checked, and at each call; there
the address that a name turns out to have is judged as well.
"""

from gateway.config import Settings
from gateway.core.errors import EgressDenied
from gateway.core.peer import Peer
from gateway.net.egress import Reach, check_url
from gateway.net.tls import Identity


def reach_of(settings: Settings, peer: Peer | None = None) -> Reach:
    """What the config lists, and the peer's row; a URL that is no peer's has the config alone."""
    networks = settings.net.allow_networks
    if peer is None:
        return Reach.of(networks)
    identity = Identity(peer.client_cert, peer.client_key) if peer.client_cert else None
    return Reach.of((*networks, *peer.networks), plain_http=peer.plain_http, identity=identity)


def check_urls(settings: Settings, peer: Peer) -> None:
    """Raise EgressDenied, naming the key and what to set, for a URL that is never called."""
    reach = reach_of(settings, peer)
    for key, url in (("url", peer.url), ("endpoint", peer.endpoint)):
        if url and not url.startswith("/"):
            try:
                check_url(url, reach)
            except EgressDenied as error:
                raise EgressDenied(f"peers.{peer.name}.{key}: {error.detail}") from None
