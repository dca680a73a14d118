"""Managed peers, their secrets and invitations in memory, by the rules of the SQL statements."""

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.store.invitation import (
    AddInvitation,
    Invitation,
    InvitationGone,
    InvitationWrite,
    TakeInvitation,
)
from gateway.store.managed import (
    ForgetManagedPeer,
    ForgetSecret,
    ForgetSecrets,
    ManagedPeer,
    ManagedWrite,
    PeerSecret,
    Purpose,
    SaveManagedPeer,
    SaveSecret,
)


class MemoryManaged(Struct, frozen=True):
    peers: dict[str, ManagedPeer] = field(default_factory=dict)
    secrets: dict[tuple[str, Purpose], PeerSecret] = field(default_factory=dict)

    def write(self, writes: Sequence[ManagedWrite]) -> None:
        """What is forgotten comes first: a unit may put another in its place."""
        for write in sorted(writes, key=lambda write: isinstance(write, _SAVES)):
            self._write(write)

    def _write(self, write: ManagedWrite) -> None:
        match write:
            case SaveManagedPeer(peer):
                known = self.peers.get(peer.name, peer)
                self.peers[peer.name] = replace(peer, created_at=known.created_at)
            case ForgetManagedPeer(name):
                self.peers.pop(name, None)
            case SaveSecret(secret):
                self.secrets[secret.peer, secret.purpose] = secret
            case ForgetSecret(name, purpose, about):
                known_secret = self.secrets.get((name, purpose))
                if known_secret is not None and known_secret.about == about:
                    del self.secrets[name, purpose]
            case ForgetSecrets(name):
                for purpose in Purpose:
                    self.secrets.pop((name, purpose), None)

    async def find(self, name: str) -> ManagedPeer | None:
        return self.peers.get(name)

    async def list_all(self) -> list[ManagedPeer]:
        return [self.peers[name] for name in sorted(self.peers)]

    async def list_secrets(self, purpose: Purpose) -> list[PeerSecret]:
        return [self.secrets[key] for key in sorted(self.secrets) if key[1] is purpose]

    async def find_secret(self, peer: str, purpose: Purpose) -> PeerSecret | None:
        return self.secrets.get((peer, purpose))


class MemoryInvitations(Struct, frozen=True):
    kept: dict[str, Invitation] = field(default_factory=dict)

    def stage(self, write: InvitationWrite, staged: dict[str, Invitation]) -> None:
        """Raise InvitationGone."""
        match write:
            case AddInvitation(invitation):
                staged[invitation.code_hash] = invitation
            case TakeInvitation(code_hash, digest, sealed, at):
                known = staged.get(code_hash) or self.kept.get(code_hash)
                if known is None or known.used_at is not None or known.expires_at <= at:
                    raise InvitationGone
                used = replace(known, used_at=at, digest=digest, sealed=sealed)
                staged[code_hash] = used

    async def find(self, code_hash: str) -> Invitation | None:
        return self.kept.get(code_hash)

    async def list_all(self) -> list[Invitation]:
        return sorted(
            self.kept.values(), key=lambda row: (row.created_at, row.code_hash), reverse=True
        )

    async def withdraw(self, peer: str) -> int:
        unused = [row for row in self.kept.values() if row.peer == peer and row.used_at is None]
        for invitation in unused:
            del self.kept[invitation.code_hash]
        return len(unused)

    async def tidy(self, *, answers_before: int, before: int) -> None:
        for row in list(self.kept.values()):
            if row.expires_at < before:
                del self.kept[row.code_hash]
            elif row.used_at is not None and row.used_at < answers_before:
                self.kept[row.code_hash] = replace(row, sealed=b"")


_SAVES = (SaveManagedPeer, SaveSecret)
