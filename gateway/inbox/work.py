"""A task in work: its newest value, what of it is saved, and who waits for it.

Apart because of one rule: whatever is answered was committed first, and commits of one task follow
each other. A call that ends quickly is committed once, complete; ``save`` decides by version.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from gateway.core.clock import Clock
from gateway.core.document import write_message
from gateway.core.errors import TaskNotCancelable
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
from gateway.runner.alarm import Alarm
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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a work comes from: what its task's record and its audit row say of the call.

    ``created_at`` is the task's, ``arrived_at`` the call's, both in milliseconds.
    """

    peer: str
    skill: str
    made_in: str
    alias: str
    contract: str
    activity_id: str
    created_at: int
    arrived_at: int
    dialect: str = ""
    token_id: str = ""
    request_id: str = ""


class Work:
    """One task from the arrival of a message until the task is settled and saved.

    ``version`` is the version that is stored, 0 before the first save.
    """

    def __init__(
        self,
        store: TenantStore,
        clock: Clock,
        origin: Origin,
        task: Task,
        claims: Sequence[Claim] = (),
        version: int = 0,
    ) -> None:
        self.origin = origin
        self.task = task
        self.answer: Message | None = None
        self._store = store
        self._clock = clock
        self._version = version
        self._owed = list(claims)
        self._error = ""
        self._is_dirty = True
        self._saving = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None
        self.is_finished = False
        self._failure: BaseException | None = None
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def is_stored(self) -> bool:
        """Whether a restart would find it."""
        return self._version > 0

    def change(self, *events: TaskEvent) -> None:
        """Apply the events; they are durable after the next save."""
        self.task = apply(self.task, *events)
        self._is_dirty = True

    def move_to(self, state: TaskState) -> None:
        self.change(StatusUpdate(TaskStatus(state, self._clock.now())))

    def take_turn(self, message: Message, claims: Sequence[Claim]) -> None:
        """Keep what the peer says meanwhile in the history."""
        self.task = with_turn(self.task, message)
        self._owed.extend(claims)
        self._is_dirty = True

    def answer_directly(self, message: Message) -> None:
        """Answer without a task; a task that is stored already ends with the message instead."""
        if self.is_stored:
            self.change(StatusUpdate(TaskStatus(TaskState.COMPLETED, self._clock.now(), message)))
        else:
            self.answer = message

    async def end_early(self, status: TaskStatus, stop: Callable[[], object] | None) -> None:
        """Give the task its last status, which the next save keeps; raise TaskNotCancelable.

        ``stop`` is called at a moment at which nothing is being saved: a commit that is cut off
        may be durable or not, and the next one would not know.
        """
        async with self._saving:
            if self.task.is_terminal:
                raise TaskNotCancelable(f"it is {self.task.state}")
            self.change(StatusUpdate(status))
            self.note_error(status.state.name)
            if stop is not None:
                stop()

    def note_error(self, error: str) -> None:
        """What the audit row says went wrong."""
        self._error = error

    async def save(self) -> None:
        """Return when the newest value is durable; raise what the store raises."""
        if not self._is_dirty and not self._saving.locked():
            return
        async with self._saving:
            if not self._is_dirty:
                return
            self._is_dirty = False
            owed, self._owed = self._owed, []
            try:
                await self._store.commit(*self._unit(owed))
            except BaseException:
                self._is_dirty = True
                self._owed = owed + self._owed
                raise
            self._version += 1

    def save_soon(self) -> None:
        """Save in the background, once for all the changes until it gets its turn."""
        if self._background is None or self._background.done():
            self._background = asyncio.create_task(self._save_quietly())

    def finish(self, error: BaseException | None = None) -> None:
        """Wake all who wait for the task; the error is for each of them."""
        if self.is_finished:
            return
        self.is_finished, self._failure = True, error
        for turn in self._waiting:
            _wake(turn)

    async def wait(self, patience: Alarm) -> None:
        """Return when the task is settled and saved, or after that time; raise its error."""
        if not self.is_finished:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            ring = patience.set(partial(_wake, turn))
            try:
                await turn
            finally:
                ring.stop()
                self._waiting.remove(turn)
        if self._failure is not None:
            raise self._failure

    async def _save_quietly(self) -> None:
        # Its failure is not lost: the value stays dirty, and the save that an answer waits for
        # meets the same store.
        try:
            await self.save()
        except Exception:  # noqa: BLE001
            return

    def _unit(self, owed: Sequence[Claim]) -> list[Write]:
        now = self._clock.now()
        unit: list[Write] = [TakeClaim(self._with_answer(claim)) for claim in owed]
        if self.answer is None:
            record = self._record(now)
            unit.append(UpdateTask(record) if self.is_stored else InsertTask(record))
        unit.append(RecordActivity(self._activity(now)))
        return unit

    def _with_answer(self, claim: Claim) -> Claim:
        if self.answer is None:
            return claim
        return replace(claim, task_id="", answer=encode(write_message(self.answer)).decode())

    def _record(self, now: int) -> TaskRecord:
        origin = self.origin
        return TaskRecord(
            self.task,
            origin.peer,
            origin.skill,
            origin.made_in,
            origin.alias,
            origin.contract,
            origin.activity_id,
            self._version + 1,
            origin.created_at,
            now,
        )

    def _activity(self, now: int) -> Activity:
        origin = self.origin
        is_answered = self.answer is not None
        return Activity(
            id=origin.activity_id,
            at=origin.arrived_at,
            peer=origin.peer,
            direction="inbound",
            operation="SendMessage",
            status="success" if is_answered else _ACTIVITY_STATUS.get(self.task.state, "pending"),
            skill=origin.skill,
            task_id="" if is_answered else self.task.id,
            dialect=origin.dialect,
            duration_ms=max(0, now - origin.arrived_at),
            error=self._error,
            token_id=origin.token_id,
            request_id=origin.request_id,
        )


def _wake(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
