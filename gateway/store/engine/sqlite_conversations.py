"""One tenant's conversations in the SQLite file."""

from functools import partial

from gateway.store.conversation import Conversation, MemoryEntry
from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.sql.conversations import (
    FORGET_CONTEXT,
    FORGET_MEMORY,
    LIST_CONTEXTS,
    LIST_MEMORY,
    read_conversation,
    read_memory,
)


class SqliteConversations:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def read(self, peer: str, context_id: str) -> list[MemoryEntry]:
        rows = await self._reader.scan(LIST_MEMORY, (self._tenant, peer, context_id))
        return [read_memory(row) for row in rows]

    async def list_all(self, peer: str = "") -> list[Conversation]:
        rows = await self._reader.scan(LIST_CONTEXTS, (self._tenant, peer))
        return [read_conversation(row) for row in rows]

    async def forget(self, peer: str, context_id: str) -> int:
        return await self._delete(FORGET_CONTEXT, peer, context_id)

    async def forget_old(self, before: int) -> int:
        return await self._delete(FORGET_MEMORY, before)

    async def _delete(self, text: str, *values: object) -> int:
        count: int = await self._writer.run(partial(delete, text, (self._tenant, *values)))
        return count
