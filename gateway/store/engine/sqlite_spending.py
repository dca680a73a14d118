"""One tenant's spending in the SQLite file."""

from functools import partial

from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.spending import Spending
from gateway.store.sql.spending import FIND_SPENDING, FORGET_SPENDING


class SqliteSpending:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def of(self, peer: str, day: int) -> Spending:
        row = self._reader.find(FIND_SPENDING, (self._tenant, peer, day))
        return Spending() if row is None else Spending(*row)

    async def forget(self, before: int) -> int:
        forgotten: int = await self._writer.run(
            partial(delete, FORGET_SPENDING, (self._tenant, before))
        )
        return forgotten
