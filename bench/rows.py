"""The rows of one call: what the gateway commits for it, with nothing of a gateway around them."""

import hashlib
from collections.abc import Awaitable, Callable

from gateway.cli.garbage import settle
from gateway.core.clock import Clock
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.store import open_store
from gateway.store.records import Activity, Claim, ClaimKey, TaskRecord
from gateway.store.writes import InsertTask, RecordActivity, TakeClaim

_PEER = "bench"
_DIGEST = hashlib.sha256(b"the same for all").digest()


async def open_rows(database: str) -> Callable[[str, str], Awaitable[None]]:
    """What commits the message, its task and the audit row with ``synchronous=FULL``; it takes the
    message's id and a text to fill the task with."""
    tenant = (await open_store(f"sqlite:///{database}")).for_tenant("default")
    clock = Clock()

    async def commit(message_id: str, text: str) -> None:
        task_id, now = clock.new_id(), clock.now()
        status = TaskStatus(TaskState.COMPLETED, now)
        task = Task(task_id, message_id, status, metadata={"filler": text})
        await tenant.commit(
            TakeClaim(Claim(ClaimKey(_PEER, "", message_id), _DIGEST, task_id, now)),
            InsertTask(TaskRecord(task, _PEER, "echo", created_at=now, updated_at=now)),
            RecordActivity(
                Activity(task_id, now, _PEER, "inbound", "SendMessage", "success", task_id=task_id)
            ),
        )

    settle()
    return commit
