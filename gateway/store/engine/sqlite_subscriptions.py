"""One tenant's subscriptions in the SQLite file."""

from functools import partial

from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.sql.subscriptions import (
    DROP_SUBSCRIPTION,
    FIND_SUBSCRIPTION,
    FORGET_SUBSCRIPTIONS,
    read_subscription,
)
from gateway.store.subscription import Subscription


class SqliteSubscriptions:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def find(self, subscription_id: str) -> Subscription | None:
        row = self._reader.find(FIND_SUBSCRIPTION, (self._tenant, subscription_id))
        return None if row is None else read_subscription(row)

    async def drop(self, subscription_id: str) -> int:
        return await self._delete(DROP_SUBSCRIPTION, subscription_id)

    async def forget(self, before: int) -> int:
        return await self._delete(FORGET_SUBSCRIPTIONS, before)

    async def _delete(self, text: str, *values: object) -> int:
        count: int = await self._writer.run(partial(delete, text, (self._tenant, *values)))
        return count
