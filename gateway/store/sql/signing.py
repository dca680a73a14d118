"""The statements of the signing keys."""

from typing import Final

from gateway.store.signing import SigningKey
from gateway.store.sql.text import Row, insert, select

SIGNING_KEY_COLUMNS: Final = (
    "tenant",
    "kid",
    "algorithm",
    "public",
    "sealed",
    "created_at",
    "retired_at",
)

SAVE_SIGNING_KEY: Final = insert("signing_keys", SIGNING_KEY_COLUMNS).replace(
    "INSERT", "INSERT OR REPLACE", 1
)
LIST_SIGNING_KEYS: Final = select(
    SIGNING_KEY_COLUMNS, "signing_keys WHERE tenant = ? ORDER BY created_at, kid"
)
FORGET_SIGNING_KEY: Final = "DELETE FROM signing_keys WHERE tenant = ? AND kid = ?"


def write_signing_key(tenant: str, key: SigningKey) -> Row:
    return (
        tenant,
        key.kid,
        key.algorithm,
        key.public,
        key.sealed,
        key.created_at,
        key.retired_at,
    )


def read_signing_key(row: Row) -> SigningKey:
    return SigningKey(*row[1:])
