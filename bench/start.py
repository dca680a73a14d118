"""Starting on a store that has seen years of work: how long it takes, and how much memory."""

import asyncio
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import uuid4

from bench.call import TEXT, Target, answer_bytes
from bench.figures import Start
from bench.gateway import DATABASE, gateway, prepare
from gateway.core.clock import system_now
from gateway.core.message import Artifact, DataPart, Message, Role
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.store import open_store
from gateway.store.records import Activity, TaskRecord
from gateway.store.writes import InsertTask, RecordActivity, Unit

_TENANT: Final = "default"
_AT_ONCE: Final = 500


def measure_start(folder: Path, tasks: int) -> Start:
    """Fill a store in the folder with finished tasks, start the gateway on it, make one call."""
    token = prepare(folder)
    asyncio.run(_fill(f"sqlite:///{(folder / DATABASE).resolve()}", tasks))
    with gateway(folder, "FULL") as server:
        answer_bytes(Target(f"{server.url}/a2a", token))
        return Start(tasks, server.start_seconds, server.resident_bytes())


async def _fill(url: str, tasks: int) -> None:
    store = await open_store(url, synchronous="NORMAL")
    tenant = store.for_tenant(_TENANT)
    units = (_finished_call() for _ in range(tasks))
    try:
        while batch := list(islice(units, _AT_ONCE)):
            await asyncio.gather(*(tenant.commit(*unit) for unit in batch))
    finally:
        await store.close()


def _finished_call() -> Unit:
    now, task_id = system_now(), uuid4().hex
    arguments = {"text": TEXT}
    question = DataPart({"skill": "echo", "arguments": arguments})
    task = Task(
        id=task_id,
        context_id=uuid4().hex,
        status=TaskStatus(TaskState.COMPLETED, now),
        artifacts=(Artifact(uuid4().hex, (DataPart(arguments),)),),
        history=(Message(str(uuid4()), Role.USER, (question,)),),
    )
    record = TaskRecord(task, "bench", "echo", "a2a-1.0", created_at=now, updated_at=now)
    activity = Activity(
        id=uuid4().hex,
        at=now,
        peer="bench",
        direction="inbound",
        operation="SendMessage",
        status="success",
        skill="echo",
        task_id=task_id,
    )
    return InsertTask(record), RecordActivity(activity)
