"""A task in work: its newest value, what of it is saved, and who waits for it.

Apart because of one rule: whatever is answered or told was committed first, and commits of one task
follow each other. A call that ends quickly is committed once, complete; ``save`` decides by
version.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, TaskNotCancelable
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, Message, Role
from gateway.core.task import (
    ArtifactUpdate,
    StatusUpdate,
    Task,
    TaskEvent,
    TaskState,
    TaskStatus,
    apply,
    with_turn,
)
from gateway.inbox.batch import Batch
from gateway.inbox.ending import Ending
from gateway.inbox.hub import Beginning, Hub
from gateway.inbox.notices import TaskNotices
from gateway.inbox.origin import Origin
from gateway.inbox.saved import Draft, Saved
from gateway.inbox.webhooks import Webhooks
from gateway.runner.alarm import Alarm
from gateway.store.approval import VoidApprovals
from gateway.store.base import TenantStore
from gateway.store.records import Claim
from gateway.store.writes import Write

MOST_UNSAVED: Final = 256


class Work:
    """One task from the arrival of a message until the task is settled and saved.

    ``version`` is the version that is stored, 0 before the first save, with so many ``turns`` as
    rows, and ``count`` the number of the task's events so far. ``is_in_line`` while it waits for a
    place to run in, and ``is_interrupted`` when its run is cut off for the next start to take up.
    """

    def __init__(
        self,
        store: TenantStore,
        clock: Clock,
        hub: Hub,
        webhooks: Webhooks,
        origin: Origin,
        task: Task,
        notices: TaskNotices,
        claims: Sequence[Claim],
        version: int,
        count: int,
        turns: int,
    ) -> None:
        self.webhooks = webhooks
        self.origin = origin
        self.task = task
        self.direct_answer: Message | None = None
        self.is_in_line = False
        self.is_interrupted = False
        self._store = store
        self._clock = clock
        self._hub = hub
        self._beginning = Beginning(task, count)
        self._saved = Saved(version, task.state if version else None, count, turns)
        # A task that was stored before may have been seen by a reader who comes back.
        self._draft = Draft(list(claims), count, keeps_events=version > 0)
        self._notices = notices
        self._ran: dict[str, JsonObject] = {}
        self._saving = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None
        self._ending = Ending()

    @property
    def is_stored(self) -> bool:
        """Whether a restart would find it."""
        return self._saved.version > 0

    @property
    def may_be_stored(self) -> bool:
        """The same, or that it is being stored just now."""
        return self.is_stored or self._saving.locked()

    @property
    def is_followed(self) -> bool:
        """Whether a stream is told of it."""
        return self._hub.is_followed(self.task.id)

    @property
    def is_behind(self) -> bool:
        """Whether so much waits to be saved that whoever changes it has to wait too."""
        return len(self._draft.events) >= MOST_UNSAVED

    def keep_events(self) -> None:
        """Keep what happens from now on as events, for whoever follows or comes back."""
        self._draft.keeps_events = True

    def change(self, *events: TaskEvent) -> None:
        """Apply the events; they are durable after the next save."""
        self.task = apply(self.task, *events)
        draft = self._draft
        draft.events += events
        draft.count += len(events)
        draft.is_dirty = True

    def begin(self) -> bool:
        """Leave the state submitted; False when it was left before."""
        if self.task.state is not TaskState.SUBMITTED:
            return False
        self.change(StatusUpdate(TaskStatus(TaskState.WORKING, self._clock.now())))
        return True

    def open_turn(self, message: Message, claims: Sequence[Claim], at: int) -> None:
        """Go on with what the peer says; whoever follows from here on begins after that."""
        self.change(StatusUpdate(TaskStatus(TaskState.WORKING, at)))
        self.take_turn(message, claims)
        self._beginning = Beginning(self.task, self._draft.count)

    def take_turn(self, message: Message, claims: Sequence[Claim]) -> None:
        """Keep what the peer says in the history, as the words of the task's user."""
        self.task = with_turn(self.task, replace(message, role=Role.USER))
        self._draft.claims += claims
        self._draft.is_dirty = self._draft.is_for_document = True

    def answer(self, message: Message, *, directly: bool) -> None:
        """End with what the message says, without a task if that is how to answer; of a task that
        is stored already, or just now, it is the result."""
        if directly and not self.may_be_stored:
            self.direct_answer = message
            return
        result = Artifact(
            message.id, message.parts, metadata=message.metadata, extensions=message.extensions
        )
        done = StatusUpdate(TaskStatus(TaskState.COMPLETED, self._clock.now()))
        self.change(ArtifactUpdate(result, last_chunk=True), done)

    async def end_early(self, status: TaskStatus, stop: Callable[[], object] | None) -> None:
        """Give the task its last status, which the next save keeps; raise TaskNotCancelable.

        ``stop`` is called at a moment at which nothing is being saved: a commit that is cut off
        may be durable or not, and the next one would not know.
        """
        async with self._saving:
            if self.task.is_terminal:
                raise TaskNotCancelable(f"it is {self.task.state}")
            self.change(StatusUpdate(status))
            # Nothing is left for a human to decide.
            self.owe(VoidApprovals(self.task.id, status.at))
            self.note_error(status.state.name)
            if stop is not None:
                stop()

    def note_error(self, error: str) -> None:
        """What the audit row says went wrong."""
        self._draft.error = error

    def note_run(self, skill: str, arguments: JsonObject) -> None:
        """A skill begins of whose runs our own house is told, when the task is settled."""
        self._ran[skill] = arguments

    def owe(self, *writes: Write) -> None:
        """What belongs to the next commit, which then writes the task's document too."""
        self._draft.more += writes
        self._draft.is_dirty = self._draft.is_for_document = True

    async def save(self, *, whole: bool = False) -> None:
        """Return when the newest value is durable; raise what the store raises.

        ``whole`` asks for the document even where the newest events alone would do.
        """
        if not (self._is_due(whole=whole) or self._saving.locked()):
            return
        async with self._saving:
            if not self._is_due(whole=whole):
                return
            if self.webhooks.is_stale:
                await self.webhooks.look()
            now = self._clock.now()
            batch = self._draft.take(self.task, self.direct_answer, self._saved, now, whole=whole)
            try:
                owed = self.webhooks.owed(batch, self.origin)
                told = self._notices.owed(batch, self.origin, self._ran)
                await self._store.commit(*batch.unit(self.origin), *owed, *told)
            except BaseException:
                self._draft.take_back(batch)
                raise
            self.webhooks.note(batch, owed)
            self._saved.note(batch)
            self._tell(batch)

    def _is_due(self, *, whole: bool) -> bool:
        return self._draft.is_dirty or (whole and self._saved.count != self._draft.count)

    def save_soon(self) -> None:
        """Save in the background, once for all the changes until it gets its turn."""
        if self._background is None:
            self._background = asyncio.create_task(self._save_quietly())

    @property
    def is_finished(self) -> bool:
        return self._ending.is_reached

    def finish(self, error: BaseException | None = None) -> None:
        """Wake all who wait for the task; the error is for each of them."""
        if self.is_finished:
            return
        self._ending.reach(error)
        if error is not None:
            reason = error if isinstance(error, GatewayError) else GatewayError()
            self._hub.break_off(self.task.id, reason)

    async def wait(self, patience: Alarm) -> None:
        """Return when the task is settled and saved, or after that time; raise its error."""
        await self._ending.wait(patience)

    async def _save_quietly(self) -> None:
        # A failure is not lost: the value stays dirty, and the save that an answer waits for meets
        # the same store.
        with suppress(Exception):
            while self._draft.is_dirty:
                await self.save()
        self._background = None

    def _tell(self, batch: Batch) -> None:
        if not self.is_followed:
            return
        if batch.answer is not None:
            self._hub.answer(batch.task.id, batch.answer)
        else:
            self._hub.tell(batch.told(self.origin), self._beginning)
