"""How one tenant's peers were, in the SQLite file."""

from gateway.store.engine.sqlite_reader import Reader
from gateway.store.health import PeerHealth
from gateway.store.sql.health import LIST_HEALTH, read_health


class SqliteHealth:
    def __init__(self, tenant: str, reader: Reader) -> None:
        self._tenant = tenant
        self._reader = reader

    async def list_all(self) -> list[PeerHealth]:
        rows = await self._reader.scan(LIST_HEALTH, (self._tenant,))
        return [read_health(row) for row in rows]
