"""One tenant's approvals in the SQLite file."""

from collections.abc import Sequence

from gateway.core.approval import Approval
from gateway.store.approval import ApprovalQuery
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.sql.approvals import (
    COUNT_WAITING,
    FIND_APPROVAL,
    LIST_APPROVALS_OF_TASK,
    LIST_DUE_APPROVALS,
    list_approvals,
    read_approval,
)
from gateway.store.sql.text import Row


class SqliteApprovals:
    def __init__(self, tenant: str, reader: Reader) -> None:
        self._tenant = tenant
        self._reader = reader

    async def find(self, approval_id: str) -> Approval | None:
        row = self._reader.find(FIND_APPROVAL, (self._tenant, approval_id))
        return None if row is None else read_approval(row)

    async def list_page(self, query: ApprovalQuery) -> Sequence[Approval]:
        return await self._list(*list_approvals(self._tenant, query))

    async def list_of_task(self, task_id: str) -> Sequence[Approval]:
        return await self._list(LIST_APPROVALS_OF_TASK, (self._tenant, task_id))

    async def count_waiting(self, peer: str) -> int:
        row = self._reader.find(COUNT_WAITING, (self._tenant, peer))
        assert row is not None
        return int(row[0])

    async def list_due(self, now: int) -> Sequence[Approval]:
        return await self._list(LIST_DUE_APPROVALS, (self._tenant, now))

    async def _list(self, text: str, values: Row) -> list[Approval]:
        return [read_approval(row) for row in await self._reader.scan(text, values)]
