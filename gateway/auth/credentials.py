"""The tokens that peers gave us, to call them with: by reference, or sealed in the store.

A stored token is for one origin. Where a row leads elsewhere since, it is not sent, until somebody
who may says that it is for there too, by storing it again (SECURITY: D5).
"""

from collections.abc import Callable, Iterable
from typing import Final

from gateway.auth.peer_safe import PeerSafe
from gateway.config import STORED
from gateway.core.errors import ConfigError, EgressDenied, GatewayError, SecretError
from gateway.core.peer import Peer
from gateway.net import origin_of
from gateway.store.managed import PeerSecret

_AGAIN: Final = "`peergate peers token {name}` stores it"


class Credentials:
    """``resolve`` looks up a reference of the config and raises ConfigError."""

    def __init__(self, safe: PeerSafe, resolve: Callable[[str], str]) -> None:
        self._safe = safe
        self._resolve = resolve
        self._stored: dict[str, PeerSecret] = {}

    def adopt(self, secrets: Iterable[PeerSecret]) -> None:
        """Take these stored tokens for all that there are."""
        self._stored = {secret.peer: secret for secret in secrets}

    def find(self, name: str) -> PeerSecret | None:
        """The stored token of a peer."""
        return self._stored.get(name)

    def token_of(self, peer: Peer) -> str:
        """The token to call the peer with, "" for none; raise ConfigError, EgressDenied."""
        if peer.outbound_token != STORED:
            return self._resolve(peer.outbound_token) if peer.outbound_token else ""
        again = _AGAIN.format(name=peer.name)
        secret = self.find(peer.name)
        if secret is None:
            raise ConfigError(f"no token of {peer.name} is in the store; {again}")
        origin = origin_text(peer.url or peer.endpoint)
        if secret.about != origin:
            raise EgressDenied(
                f"our token for {peer.name} was given for {secret.about} and is not sent to"
                f" {origin}; if it moved, {again} for there"
            )
        try:
            return self._safe.open(secret).decode()
        except SecretError as error:
            raise SecretError(f"the token of {peer.name}: {error.detail}") from None

    def find_problem(self, peer: Peer) -> str:
        """Why a stored token is not sent; "" where it is, or none is stored for the peer."""
        if peer.outbound_token != STORED:
            return ""
        try:
            self.token_of(peer)
        except GatewayError as error:
            return error.detail
        return ""


def origin_text(url: str) -> str:
    """The origin as stored tokens name it; "" for what is no URL, such as a path."""
    try:
        scheme, host, port = origin_of(url)
    except ValueError:
        return ""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
