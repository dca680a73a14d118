"""What a running skill can do to its own task, within bounds."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from msgspec.structs import replace

from gateway.core.chain import Cause
from gateway.core.clock import Clock
from gateway.core.json import Json, JsonObject
from gateway.core.message import Artifact, Part
from gateway.core.peer import Peer
from gateway.core.task import (
    ArtifactUpdate,
    IllegalTransition,
    StatusUpdate,
    TaskEvent,
    TaskState,
    TaskStatus,
)
from gateway.inbox.consent import Consent, name_of
from gateway.inbox.inner import InnerSkills
from gateway.inbox.promise import Promise
from gateway.inbox.say import say
from gateway.inbox.work import Work
from gateway.runner.result import BadResult, count_bytes
from gateway.skillkit.approval import Wish
from gateway.skillkit.context import SkillContext

CallPeer: TypeAlias = Callable[[str, str, JsonObject, Cause], Awaitable[Json]]


# After so many events others get a turn: who is told of them, and who waits for another skill.
_TURN: Final = 32


class WorkDesk:
    """``max_bytes`` bounds what one run hands out while it goes on, in all. Under a ``promise``
    results are held back until it is known whether they keep it.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        call_peer: CallPeer,
        inner: InnerSkills,
        peer: Peer,
        max_bytes: int,
        consent: Consent,
        promise: Promise | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._call_peer = call_peer
        self._inner = inner
        self._peer = peer
        self._max_bytes = self._bytes_left = max_bytes
        self._consent = consent
        self._promise = promise
        self._calls: dict[str, int] = {}
        self._ids = 0
        self._handed_out = 0

    @property
    def is_followed(self) -> bool:
        return self._work.is_followed

    @property
    def is_interrupted(self) -> bool:
        return self._work.is_interrupted

    async def secure(self) -> None:
        if not self._work.is_stored:
            self._work.begin()
            await self._work.save()

    async def say(self, *parts: Part) -> None:
        message = say(self._work.task, parts, self._clock)
        status = TaskStatus(TaskState.WORKING, self._clock.now(), message)
        await self._hand_out(StatusUpdate(status), message.parts)

    async def artifact(self, artifact: Artifact, *, append: bool, last: bool) -> None:
        update = ArtifactUpdate(artifact, append=append, last_chunk=last)
        if self._promise is None:
            await self._hand_out(update, artifact.parts)
        else:
            self._spend(artifact.parts)
            self._promise.hold(update)

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject) -> Json:
        # What another company was asked to do must not hang on a task that a crash forgets.
        await self.secure()
        return await self._call_peer(peer, skill, arguments, self._work.origin.cause)

    async def call_skill(self, name: str, context: SkillContext) -> tuple[Artifact, ...]:
        equal = name_of(context.calls)
        self._calls[equal] = number = self._calls.get(equal, 0) + 1
        call = replace(context.calls[-1], number=number)
        context = replace(context, calls=(*context.calls[:-1], call))
        approved = self._consent.find_approved(context.calls)
        return await self._inner.run(self._work, self._peer, name, context, approved)

    async def read_facts(self, context: SkillContext) -> list[tuple[str, str]]:
        return await self._inner.read_facts(context)

    async def require_approval(self, context: SkillContext, wish: Wish) -> None:
        await self._consent.check(context, wish)

    def new_id(self) -> str:
        """The same for the same place in a run, so that one that is run again replaces what the
        run before it handed out."""
        self._ids += 1
        return f"{self._work.origin.activity_id}-{self._ids}"

    async def _hand_out(self, event: TaskEvent, parts: tuple[Part, ...]) -> None:
        work = self._work
        if work.task.is_terminal:
            raise IllegalTransition(f"the task is {work.task.state}")
        self._spend(parts)
        work.change(event)
        self._handed_out += 1
        # Nobody waits for the disk, but for the first that is told, and when too much waits for it.
        is_first = work.is_followed and not work.is_stored
        if is_first or work.is_behind:
            await work.save()
        elif work.is_stored:
            work.save_soon()
        if is_first or self._handed_out % _TURN == 0:
            await asyncio.sleep(0)

    def _spend(self, parts: tuple[Part, ...]) -> None:
        self._bytes_left -= count_bytes(parts)
        if self._bytes_left < 0:
            raise BadResult(f"more than {self._max_bytes} bytes were handed out")
