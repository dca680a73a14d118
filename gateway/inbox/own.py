"""A caller's own tasks: one by its id or its alias, or page by page.

Every rule about *who may see what* has its one form here: a task that is not the caller's is
absent.
"""

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import ListTasks, TaskPageReply, TaskReply
from gateway.core.errors import TaskNotFound
from gateway.core.peer import AuthenticatedPeer
from gateway.core.task import with_history
from gateway.inbox.page import read_token, write_token
from gateway.inbox.running import Running
from gateway.store.base import TenantStore
from gateway.store.records import ALIAS, ClaimKey, TaskRecord
from gateway.store.task_query import TaskQuery


class OwnTasks(Struct, frozen=True):
    """``page_size`` is the most that a page holds."""

    store: TenantStore
    running: Running
    page_size: int

    async def get(self, caller: AuthenticatedPeer, task_id: str) -> TaskRecord:
        """The newest durable value of the caller's task; raise TaskNotFound for all others."""
        work = self.running.find(task_id)
        if work is not None and work.origin.peer == caller.name and work.is_stored:
            await work.save()
        record = await self.store.find_task(task_id)
        if record is None or record.peer != caller.name:
            raise TaskNotFound
        return record

    async def has(self, caller: AuthenticatedPeer, task_id: str) -> bool:
        record = await self.store.find_task(task_id)
        return record is not None and record.peer == caller.name

    async def get_named(self, caller: AuthenticatedPeer, name: str) -> TaskRecord:
        """The same, by the task's id or by the caller's own name for it."""
        try:
            return await self.get(caller, name)
        except TaskNotFound:
            claim = await self.store.find_claim(ClaimKey(caller.name, ALIAS, name))
            if claim is None:
                raise
        return await self.get(caller, claim.task_id)

    async def list(self, caller: AuthenticatedPeer, call: ListTasks) -> TaskPageReply:
        """One page, what changed last first; raise InvalidParams for a token of another list."""
        size = min(call.page_size, self.page_size)
        query = TaskQuery(
            peer=caller.name,
            context_id=call.context_id,
            state=call.state,
            status_since=call.status_since,
            limit=size,
        )
        if call.page_token:
            query = read_token(caller, query, call.page_token)
        # What is listed and in which order is asked of the documents.
        for work in self.running.works_of(caller.name):
            if work.is_stored:
                await work.save(whole=True)
        page = await self.store.list_tasks(query)
        return TaskPageReply(
            tasks=tuple(_listed(record, call) for record in page.records),
            next_token=write_token(caller, query, page.records[-1]) if page.has_more else "",
            page_size=size,
            total=await self.store.count_tasks(query),
        )


def task_reply(record: TaskRecord, history_length: int | None) -> TaskReply:
    return TaskReply(with_history(record.task, history_length), record.alias, record.made_in)


def _listed(record: TaskRecord, call: ListTasks) -> TaskReply:
    reply = task_reply(record, call.history_length)
    if call.with_artifacts:
        return reply
    return replace(reply, task=replace(reply.task, artifacts=()))
