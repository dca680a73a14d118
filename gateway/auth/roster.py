"""The peers of the config as an index: by the hash of their tokens, and by name.

A roster is made whole from the config and replaced whole, so no request meets half of a reload.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Self

from msgspec import Struct

from gateway.config import PeerRow
from gateway.core.errors import Unauthenticated
from gateway.core.peer import AuthenticatedPeer, Peer, PeerStatus


class _Entry(Struct, frozen=True):
    digest: bytes
    expires: int | None
    caller: AuthenticatedPeer


class Roster:
    """Times are milliseconds since the epoch; ``expires`` None is never."""

    def __init__(self, peers: Mapping[str, Peer], entries: Mapping[bytes, _Entry]) -> None:
        self._peers = peers
        self._entries = entries
        self._expiries = {
            (entry.caller.name, entry.caller.token_id): entry.expires for entry in entries.values()
        }

    @classmethod
    def of(cls, rows: Iterable[PeerRow], tenant: str) -> Self:
        """A token that two rows have is the first one's."""
        peers: dict[str, Peer] = {}
        entries: dict[bytes, _Entry] = {}
        for row in rows:
            peer = peers[row.name] = row.as_peer()
            if peer.status is not PeerStatus.ACTIVE:
                continue
            for token in row.tokens:
                digest = bytes.fromhex(token.hash)
                caller = AuthenticatedPeer(peer, tenant, token.id)
                entries.setdefault(digest, _Entry(digest, token.expires_ms, caller))
        return cls(peers, entries)

    def authenticate(self, token: str, now: int) -> AuthenticatedPeer:
        """The active peer whose token this is; raise Unauthenticated for every other reason.

        The look-up is by digest and the digests are compared in constant time, so that the time
        taken tells nothing of the tokens that exist.
        """
        digest = sha256(token.encode()).digest()
        entry = self._entries.get(digest)
        if entry is None or not compare_digest(entry.digest, digest):
            raise Unauthenticated
        if entry.expires is not None and entry.expires <= now:
            raise Unauthenticated
        return entry.caller

    def admits(self, caller: AuthenticatedPeer, now: int) -> bool:
        """Whether the token that the caller once had would let it in again."""
        expires = self._expiries.get((caller.name, caller.token_id), 0)
        return expires is None or expires > now

    def find(self, name: str) -> Peer | None:
        """The peer of that name, whatever its status."""
        return self._peers.get(name)

    def __len__(self) -> int:
        return len(self._peers)
