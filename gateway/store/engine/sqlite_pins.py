"""One tenant's pins in the SQLite file."""

from collections.abc import Sequence

from gateway.store.engine.sqlite_reader import Reader
from gateway.store.pin import CardChange, CardPin
from gateway.store.sql.pins import FIND_PIN, LIST_CHANGES, LIST_PINS, read_change, read_pin


class SqlitePins:
    def __init__(self, tenant: str, reader: Reader) -> None:
        self._tenant = tenant
        self._reader = reader

    async def find(self, peer: str) -> CardPin | None:
        row = self._reader.find(FIND_PIN, (self._tenant, peer))
        return read_pin(row) if row is not None else None

    async def list_all(self) -> list[CardPin]:
        return [read_pin(row) for row in await self._reader.scan(LIST_PINS, (self._tenant,))]

    async def list_changes(self, peer: str) -> Sequence[CardChange]:
        rows = await self._reader.scan(LIST_CHANGES, (self._tenant, peer))
        return [read_change(row) for row in rows]
