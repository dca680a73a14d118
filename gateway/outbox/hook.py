"""Which addresses a webhook may have: one rule for when it is saved and for each time it is called.

Where its name leads to is checked at the socket, by the one client that there is.
"""

from collections.abc import Iterable

from gateway.config.url import is_loopback
from gateway.core.errors import EgressDenied
from gateway.net import Reach, check_url, origin_of


def check_hook(url: str, reach: Reach, ours: Iterable[str]) -> None:
    """Raise EgressDenied for a URL that may not be called, or is one of ``ours``.

    This machine by any name is ours too, on a port of ours.
    """
    check_url(url, reach)
    scheme, host, port = origin_of(url)
    for own in ours:
        own_scheme, own_host, own_port = origin_of(own)
        is_same_host = host == own_host or is_loopback(host)
        if port == own_port and is_same_host and own_scheme == scheme:
            raise EgressDenied("the URL is this gateway's own")
