"""The statements of the discoveries."""

from typing import Final

from gateway.store.discovery import Discovery
from gateway.store.sql.text import Row, insert, select

DISCOVERY_COLUMNS: Final = (
    "tenant",
    "peer",
    "url",
    "card",
    "found_at",
    "dialect",
    "binding",
    "endpoint",
    "interface_tenant",
    "at",
)

RECORD_DISCOVERY: Final = insert("discoveries", DISCOVERY_COLUMNS).replace(
    "INSERT", "INSERT OR REPLACE", 1
)

FIND_DISCOVERY: Final = select(DISCOVERY_COLUMNS, "discoveries WHERE tenant = ? AND peer = ?")


def write_discovery(tenant: str, discovery: Discovery) -> Row:
    return (
        tenant,
        discovery.peer,
        discovery.url,
        discovery.card,
        discovery.found_at,
        discovery.dialect,
        discovery.binding,
        discovery.endpoint,
        discovery.tenant,
        discovery.at,
    )


def read_discovery(row: Row) -> Discovery:
    return Discovery(*row[1:])
