"""End a task before its skill does: one that runs, one that waits to run, or for its peer.

Whatever comes at the same moment, the task gets one last status: the store takes the next version
of a task once.
"""

from gateway.core.clock import Clock
from gateway.core.errors import TaskNotFound
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.inbox.running import Running
from gateway.inbox.say import say
from gateway.inbox.works import Works
from gateway.store.base import TenantStore
from gateway.store.writes import StaleTask


async def cancel(
    store: TenantStore,
    works: Works,
    running: Running,
    clock: Clock,
    task_id: str,
    words: str,
) -> Task:
    """The task with its last status, durable; see ``Inbox.cancel``."""
    while True:
        in_hand = work = running.find(task_id)
        if work is None:
            record = await store.find_task(task_id)
            if record is None:
                raise TaskNotFound
            # It may have been started while we looked.
            in_hand = running.find(task_id)
            work = in_hand or works.again(record)
        said = say(work.task, words, clock)
        try:
            await running.cancel(work, TaskStatus(TaskState.CANCELED, clock.now(), said))
        except StaleTask:
            if in_hand is not None:
                raise
            # A turn of the peer was saved first: now it is that work which has to end.
            continue
        return work.task
