"""The statements about all that is stored sealed."""

from collections.abc import Mapping
from typing import Final

from gateway.core.seal import SEAL_BYTES
from gateway.store.sealed import PLACES, Resealed
from gateway.store.sql.text import Row, Step, select

_SEAL: Final = f"substr(sealed, 1, {SEAL_BYTES})"
_HELD: Final = "WHERE tenant = ?1 AND length(sealed) > 0"

LIST_SEALS: Final = " UNION ".join(select((_SEAL,), f"{table} {_HELD}") for table in PLACES)

LIST_OTHERS: Final[Mapping[str, str]] = {
    table: select((*names, "sealed"), f"{table} {_HELD} AND {_SEAL} != ?2 LIMIT ?3")
    for table, names in PLACES.items()
}

_REPLACE: Final[Mapping[str, str]] = {
    table: f"UPDATE {table} SET sealed = ? WHERE tenant = ? AND sealed = ?"  # noqa: S608
    + "".join(f" AND {name} = ?" for name in names)
    for table, names in PLACES.items()
}


def write_resealed(tenant: str, value: Resealed) -> Step:
    table, *names = value.old.place
    row: Row = (value.sealed, tenant, value.old.sealed, *names)
    return Step(_REPLACE[table], row)
