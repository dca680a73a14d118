"""A task in work: its newest value, what of it is saved, and who waits for it.

Apart because of one rule: whatever is answered was committed first, and commits of one task follow
each other. A call that ends quickly is committed once, complete; ``save`` decides by version.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.core.clock import Clock
from gateway.core.document import write_message
from gateway.core.json import encode
from gateway.core.message import Message
from gateway.core.task import (
    StatusUpdate,
    Task,
    TaskEvent,
    TaskState,
    TaskStatus,
    apply,
    with_turn,
)
from gateway.store.base import (
    Activity,
    Claim,
    InsertTask,
    RecordActivity,
    TakeClaim,
    TaskRecord,
    TenantStore,
    UpdateTask,
    Write,
)

_ACTIVITY_STATUS: Final = {
    TaskState.COMPLETED: "success",
    TaskState.REJECTED: "success",
    TaskState.FAILED: "error",
    TaskState.CANCELED: "error",
}


class Work:
    """One task from the arrival of a message until the task is settled and saved.

    ``record.version`` is the version that is stored, 0 before the first save.
    """

    def __init__(
        self,
        store: TenantStore,
        clock: Clock,
        record: TaskRecord,
        activity: Activity,
        claims: Sequence[Claim],
    ) -> None:
        self.record = record
        self.answer: Message | None = None
        self._owed = list(claims)
        self._store = store
        self._clock = clock
        self._activity = activity
        self._saving = asyncio.Lock()
        self._is_dirty = True
        self._is_new = record.version == 0
        self._background: asyncio.Task[None] | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def task(self) -> Task:
        return self.record.task

    @property
    def is_stored(self) -> bool:
        """Whether a restart would find it."""
        return not self._is_new

    def take_turn(self, message: Message, claim: Claim | None) -> None:
        """Keep what the peer says meanwhile in the history."""
        self.replace_task(with_turn(self.task, message))
        if claim is not None:
            self._owed.append(claim)

    def change(self, *events: TaskEvent) -> None:
        """Apply the events; they are durable after the next save."""
        task = self.record.task
        for event in events:
            task = apply(task, event)
        self.replace_task(task)

    def replace_task(self, task: Task) -> None:
        self.record = replace(self.record, task=task, updated_at=self._clock.now())
        self._is_dirty = True

    def move_to(self, state: TaskState) -> None:
        self.change(StatusUpdate(TaskStatus(state, self._clock.now())))

    def answer_directly(self, message: Message) -> None:
        """Answer without a task; a task that is stored already ends with the message instead."""
        if self._is_new:
            self.answer = message
        else:
            self.change(StatusUpdate(TaskStatus(TaskState.COMPLETED, self._clock.now(), message)))

    def note_error(self, error: str) -> None:
        """What the audit row says went wrong."""
        self._activity = replace(self._activity, error=error)

    async def save(self) -> None:
        """Return when the newest value is durable; raise what the store raises."""
        async with self._saving:
            if not self._is_dirty:
                return
            self._is_dirty = False
            owed, self._owed = self._owed, []
            version = self.record.version + 1
            try:
                await self._store.commit(*self._unit(version, owed))
            except BaseException:
                self._is_dirty = True
                self._owed = owed + self._owed
                raise
            self.record = replace(self.record, version=version)
            self._is_new = False

    def save_soon(self) -> None:
        """Save in the background, once for all the changes until it gets its turn."""
        if self._background is None or self._background.done():
            self._background = asyncio.create_task(self._save_quietly())

    def finish(self, error: BaseException | None = None) -> None:
        """Wake all who wait for the task; the error is for each of them."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
            self.done.exception()  # no one needs to be waiting

    async def wait(self, seconds: float) -> None:
        """Return when the task is settled and saved, or after that time; raise its error."""
        if not self.done.done():
            loop = asyncio.get_running_loop()
            turn = loop.create_future()
            timer = loop.call_later(seconds, _wake, turn)
            self.done.add_done_callback(lambda _: _wake(turn))
            try:
                await turn
            finally:
                timer.cancel()
        if self.done.done():
            self.done.result()

    async def _save_quietly(self) -> None:
        # Its failure is not lost: the value stays dirty, and the save that an answer waits for
        # meets the same store.
        try:
            await self.save()
        except Exception:  # noqa: BLE001
            return

    def _unit(self, version: int, owed: Sequence[Claim]) -> list[Write]:
        unit: list[Write] = [TakeClaim(self._with_answer(claim)) for claim in owed]
        if self.answer is None:
            record = replace(self.record, version=version)
            unit.append(InsertTask(record) if version == 1 else UpdateTask(record))
        unit.append(RecordActivity(self._current_activity()))
        return unit

    def _with_answer(self, claim: Claim) -> Claim:
        if self.answer is None:
            return claim
        return replace(claim, task_id="", answer=encode(write_message(self.answer)).decode())

    def _current_activity(self) -> Activity:
        activity = self._activity
        is_answered = self.answer is not None
        return replace(
            activity,
            status="success" if is_answered else _status_of(self.task.state),
            duration_ms=max(0, self._clock.now() - activity.at),
        )


def _status_of(state: TaskState) -> str:
    return _ACTIVITY_STATUS.get(state, "pending")


def _wake(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
