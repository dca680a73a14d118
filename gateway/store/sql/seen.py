"""The statement of the peers that were seen; a trigger of the audit rows keeps them."""

from typing import Final

from gateway.store.records import PeerState
from gateway.store.sql.text import Row, select

PEER_COLUMNS: Final = ("tenant", "name", "first_seen_at", "last_seen_at", "request_count")

LIST_PEER_STATES: Final = select(PEER_COLUMNS, "peers WHERE tenant = ? ORDER BY name")


def read_peer_state(row: Row) -> PeerState:
    return PeerState(*row[1:])
