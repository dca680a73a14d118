"""The statements of managed peers and of what is secret between them and us."""

from typing import Final

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
from gateway.store.sql.text import Row, Step, insert, select

MANAGED_COLUMNS: Final = (
    "tenant",
    "name",
    "row",
    "key",
    "tokens_url",
    "created_at",
    "updated_at",
)
SECRET_COLUMNS: Final = ("tenant", "peer", "purpose", "about", "sealed", "at")

SAVE_MANAGED: Final = (
    insert("managed_peers", MANAGED_COLUMNS)
    + " ON CONFLICT (tenant, name) DO UPDATE SET row = excluded.row, key = excluded.key,"
    " tokens_url = excluded.tokens_url, updated_at = excluded.updated_at"
)
FORGET_MANAGED: Final = "DELETE FROM managed_peers WHERE tenant = ? AND name = ?"
SAVE_SECRET: Final = insert("peer_secrets", SECRET_COLUMNS).replace(
    "INSERT", "INSERT OR REPLACE", 1
)
FORGET_SECRET: Final = (
    "DELETE FROM peer_secrets WHERE tenant = ? AND peer = ? AND purpose = ? AND about = ?"  # noqa: S105
)
FORGET_SECRETS: Final = "DELETE FROM peer_secrets WHERE tenant = ? AND peer = ?"
# What is forgotten comes first: a unit may put another in its place. Units about the same peer are
# never of one batch, for who changes it waits until that is durable.
MANAGED_ORDER: Final = (
    FORGET_MANAGED,
    FORGET_SECRETS,
    FORGET_SECRET,
    SAVE_MANAGED,
    SAVE_SECRET,
)

FIND_MANAGED: Final = select(MANAGED_COLUMNS, "managed_peers WHERE tenant = ? AND name = ?")
LIST_MANAGED: Final = select(MANAGED_COLUMNS, "managed_peers WHERE tenant = ? ORDER BY name")
LIST_SECRETS: Final = select(
    SECRET_COLUMNS, "peer_secrets WHERE tenant = ? AND purpose = ? ORDER BY peer"
)
FIND_SECRET: Final = select(
    SECRET_COLUMNS, "peer_secrets WHERE tenant = ? AND peer = ? AND purpose = ?"
)


def write_managed(tenant: str, write: ManagedWrite) -> Step:
    match write:
        case SaveManagedPeer(peer):
            return Step(SAVE_MANAGED, _write_peer(tenant, peer))
        case ForgetManagedPeer(name):
            return Step(FORGET_MANAGED, (tenant, name))
        case SaveSecret(secret):
            return Step(SAVE_SECRET, _write_secret(tenant, secret))
        case ForgetSecret(name, purpose, about):
            return Step(FORGET_SECRET, (tenant, name, purpose.value, about))
        case ForgetSecrets(name):
            return Step(FORGET_SECRETS, (tenant, name))


def read_managed(row: Row) -> ManagedPeer:
    return ManagedPeer(*row[1:])


def read_secret(row: Row) -> PeerSecret:
    _, peer, purpose, about, sealed, at = row
    return PeerSecret(peer, Purpose(purpose), about, sealed, at)


def _write_peer(tenant: str, peer: ManagedPeer) -> Row:
    return (
        tenant,
        peer.name,
        peer.row,
        peer.key,
        peer.tokens_url,
        peer.created_at,
        peer.updated_at,
    )


def _write_secret(tenant: str, secret: PeerSecret) -> Row:
    return (tenant, secret.peer, secret.purpose.value, secret.about, secret.sealed, secret.at)
