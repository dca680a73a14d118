"""The life of one run of a skill within another, whoever has it run: its audit row, that it is not
begun twice where it must not be, how it ends, and what our own house is told of it.

Each such run has an audit row of its own, so that what chat did for a peer can be told from what
it said. A skill that must not run twice has its row before it runs: where a second run of the outer
one finds that, nobody knows what became of the first, and it is not run again (SECURITY: P3),
unless the first ended because a human had to decide before it. What a human approved is run once:
a later run of the outer skill, which begins from its first line, gets what it gave.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.message import Artifact
from gateway.core.peer import OWN_NAME
from gateway.core.task import Task, TaskState
from gateway.inbox.depth import one_deeper
from gateway.inbox.kept import find_kept, write_failed, write_kept
from gateway.inbox.notices import told_of, write_end
from gateway.outbox.record import cut_json
from gateway.skillkit.context import SkillContext
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import NeedApproval, SkillEnding
from gateway.store.base import TenantStore
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

_OPERATION: Final = "CallSkill"
_WAITS: Final = "APPROVAL_NEEDED"
"""What the row of a run says that a human has to approve before it begins."""


class Interrupted(GatewayError):
    """This was begun before the gateway was restarted, and may have been done."""

    reason = "INTERRUPTED"


class Outer(Struct, frozen=True):
    """What a skill is run within. ``id`` is that of its own audit row; an automation has neither a
    peer nor a task."""

    id: str
    request_id: str
    peer: str = ""
    task: Task | None = None


class InnerRun(Struct, frozen=True):
    """``approved`` is the name of the call where a human has said yes to it, else ""; what it gave
    then, it gives again."""

    skill: Skill
    context: SkillContext
    outer: Outer
    store: TenantStore
    clock: Clock
    approved: str = ""

    async def go(self, work: Callable[[], Awaitable[tuple[Artifact, ...]]]) -> tuple[Artifact, ...]:
        """What the work hands out, or handed out when it was approved.

        Raise TooDeep, Interrupted or FailedBefore before anything runs, then what the work raises.
        """
        with one_deeper(self.skill.name):
            row = self._row()
            if self.approved:
                kept = find_kept(await self.store.find_activity(row.id), self.approved)
                if kept is not None:
                    return kept
            if self.skill.effect == "at_most_once":
                # What has an effect must not hang on a task that a crash forgets.
                await self.context.desk.secure()
                await self._begin(row)
            return await self._see_through(row, work)

    async def _see_through(
        self, row: Activity, work: Callable[[], Awaitable[tuple[Artifact, ...]]]
    ) -> tuple[Artifact, ...]:
        # What is cut off, by the end of its time or of the gateway, is no success.
        status, error, state, output = "error", Interrupted.reason, TaskState.FAILED, ""
        try:
            artifacts = await work()
            status, error, state = "success", "", TaskState.COMPLETED
            output = write_kept(self.approved, artifacts) if self.approved else ""
        except NeedApproval as need:
            status, error, state = "success", _WAITS, need.state
            raise
        except SkillEnding as ending:
            status, error, state = "success", "", ending.state
            raise
        except GatewayError as failure:
            error = failure.reason
            output = write_failed(self.approved, error) if self.approved else ""
            raise
        finally:
            await self._end(replace(row, status=status, error=error, output=output), state)
        return artifacts

    def _row(self) -> Activity:
        outer, task = self.outer, self.outer.task
        known_by = self.skill.name if self.skill.effect == "at_most_once" else self.approved
        return Activity(
            id=f"{outer.id}-{known_by}" if known_by else self.clock.new_id(),
            at=self.clock.now(),
            peer=outer.peer,
            direction="internal",
            operation=_OPERATION,
            status="pending",
            skill=self.skill.name,
            task_id="" if task is None else task.id,
            request_id=outer.request_id,
            input=cut_json(self.context.arguments),
        )

    async def _begin(self, row: Activity) -> None:
        known = await self.store.find_activity(row.id)
        if known is not None and known.error != _WAITS:
            raise Interrupted(row.skill)
        await self.store.commit(RecordActivity(row))

    async def _end(self, row: Activity, state: TaskState) -> None:
        now, arguments = self.clock.now(), self.context.arguments
        ended = replace(row, duration_ms=max(0, now - row.at))
        told: list[RaiseNotice] = []
        if row.error != _WAITS:
            end = write_end(self.outer.task, state, row.error)
            told = told_of(self.skill, row.id, row.peer or OWN_NAME, now, arguments, end)
        await self.store.commit(RecordActivity(ended), *told)
