"""Peers whose rows the store keeps, and what is secret between a peer and us, as values.

Apart from ``records.PeerState``, which is what was seen of any peer: this is what the operator, or
an invitation, has laid down.
"""

from enum import StrEnum
from typing import ClassVar, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.guarded import Guarded


class ManagedPeer(Guarded, frozen=True):
    """``row`` is the peer's row of the config as JSON text; times are in milliseconds.

    ``key`` is the public key that signs its card, as a JWK in JSON, and ``tokens_url`` where it is
    told of a new token: both "" for a peer that came by no invitation.
    """

    hidden: ClassVar = ("row",)

    name: str
    row: str
    key: str = ""
    tokens_url: str = ""
    created_at: int = 0
    updated_at: int = 0


class Purpose(StrEnum):
    """What a secret is for, and so what its ``about`` says.

    OUTBOUND is the token that we call the peer with, about the origin that it is sent to. ANNOUNCED
    is the token that the peer is still to be told of, about that token's id. ACCEPTANCE is what we
    answer an invitation with, about the hash of its code.
    """

    OUTBOUND = "outbound"
    ANNOUNCED = "announced"
    ACCEPTANCE = "acceptance"


class PeerSecret(Guarded, frozen=True):
    """``sealed`` opens for this peer, purpose and ``about`` alone; ``at`` is when it was kept."""

    hidden: ClassVar = ("sealed",)

    peer: str
    purpose: Purpose
    about: str
    sealed: bytes
    at: int = 0


class SaveManagedPeer(Struct, frozen=True):
    """Keep a peer; one of the same name is replaced, but for the time when it was made."""

    peer: ManagedPeer


class ForgetManagedPeer(Struct, frozen=True):
    name: str


class SaveSecret(Struct, frozen=True):
    """Keep a secret; the peer's one of the same purpose is replaced."""

    secret: PeerSecret


class ForgetSecret(Struct, frozen=True):
    """Of a secret that was replaced meanwhile, the new one stays: ``about`` must be the same."""

    peer: str
    purpose: Purpose
    about: str


class ForgetSecrets(Struct, frozen=True):
    """Forget all that is secret between this peer and us."""

    peer: str


ManagedWrite: TypeAlias = (
    SaveManagedPeer | ForgetManagedPeer | SaveSecret | ForgetSecret | ForgetSecrets
)


class ManagedStore(Protocol):
    """One tenant's managed peers and secrets, where they are not written by units."""

    async def find(self, name: str) -> ManagedPeer | None: ...

    async def list_all(self) -> list[ManagedPeer]:
        """By name."""

    async def list_secrets(self, purpose: Purpose) -> list[PeerSecret]:
        """Of all peers, by name."""

    async def find_secret(self, peer: str, purpose: Purpose) -> PeerSecret | None: ...
