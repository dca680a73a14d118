"""Decide what tasks wait for: once, by whoever may, in one unit with what becomes of the task.

A decision and the change of its task carry each the next version of what was read, so that of two
who decide at once, or of a decision and the peer's cancel, one comes first and the other finds it.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gateway.approvals.errors import (
    AlreadyDecidedBy,
    ApprovalNotFound,
    ApprovalOver,
    PersonNeeded,
)
from gateway.approvals.resume import Resume
from gateway.approvals.writes import decided_writes, expired_writes
from gateway.core.approval import Approval, ApprovalState, Decision
from gateway.core.clock import Clock, iso_from_ms
from gateway.core.json import JsonObject
from gateway.core.message import DataPart, TextPart
from gateway.core.person import is_person
from gateway.core.task import StatusUpdate, TaskState, TaskStatus
from gateway.inbox.say import say
from gateway.inbox.work import Work
from gateway.store.approval import StaleApproval
from gateway.store.base import TenantStore
from gateway.store.writes import StaleTask, Write

_APPROVED: Final = "It was approved, and is being carried out."
_REJECTED: Final = "A person here has looked at it and said no."
_EXPIRED: Final = "Nobody here decided in time, which was by {by}."

_Decide: TypeAlias = Callable[[Approval], Awaitable[Approval]]


class Approvals(Struct, frozen=True):
    """What waits is read of the store; ``by`` is who decides, whom the edge has made sure of."""

    store: TenantStore
    resume: Resume
    clock: Clock

    async def approve(self, approval_id: str, by: str, note: str = "") -> Approval:
        """The approval as it is then: approved, and its task running, or waiting for one more.

        The note stays here. Raise ApprovalNotFound, ApprovalOver, AlreadyDecidedBy, PersonNeeded
        where it takes two people and ``by`` may be either, or CannotRun for what keeps the peer
        from having it run, in which case it goes on to wait.
        """

        async def decide(approval: Approval) -> Approval:
            if approval.needed > 1 and not is_person(by):
                raise PersonNeeded(f"{by} may be either of them; see `peergate people add`")
            if any(said.by == by and said.is_approved for said in approval.decisions):
                raise AlreadyDecidedBy(f"{by} has approved it; {approval.needed} people are needed")
            decided = self._with(approval, Decision(by, is_approved=True, at=self._now, note=note))
            if len(decided.decisions) < decided.needed:
                await self.store.commit(*decided_writes(decided, self.clock))
                return decided
            decided = replace(decided, state=ApprovalState.APPROVED, ended_at=self._now)
            ready = await self.resume.plan(decided)
            said = say(ready.work.task, _APPROVED, self.clock)
            ready.work.change(StatusUpdate(TaskStatus(TaskState.WORKING, self._now, said)))
            await self._save(ready.work, decided_writes(decided, self.clock))
            self.resume.start(ready)
            return decided

        return await self._decide(approval_id, decide)

    async def reject(self, approval_id: str, by: str, note: str = "") -> Approval:
        """The approval, rejected, as its task is then. The note is the reason that the peer is
        told. Raise ApprovalNotFound or ApprovalOver.
        """

        async def decide(approval: Approval) -> Approval:
            said = Decision(by, is_approved=False, at=self._now, note=note)
            decided = replace(
                self._with(approval, said), state=ApprovalState.REJECTED, ended_at=self._now
            )
            writes = decided_writes(decided, self.clock)
            await self._refuse(decided, note or _REJECTED, {}, writes)
            return decided

        return await self._decide(approval_id, decide)

    async def expire_due(self) -> int:
        """End what nobody decided in time, also what became due while the gateway was stopped, some
        at a time; return how many those were."""
        due = await self.store.approvals.list_due(self._now)
        for approval in due:
            try:
                await self._expire(approval)
            except (StaleTask, StaleApproval):
                continue  # somebody decided at the last moment
        return len(due)

    @property
    def _now(self) -> int:
        return self.clock.now()

    async def _decide(self, approval_id: str, decide: _Decide) -> Approval:
        while True:
            approval = await self.store.approvals.find(approval_id)
            if approval is None:
                raise ApprovalNotFound(repr(approval_id[:64]))
            try:
                if approval.state is ApprovalState.WAITING and approval.expires_at <= self._now:
                    approval = await self._expire(approval)
                if approval.state is not ApprovalState.WAITING:
                    raise ApprovalOver(_say_end(approval))
                return await decide(approval)
            except (StaleTask, StaleApproval):
                # Another one decided, or the peer said something: look what is true now.
                continue

    async def _expire(self, approval: Approval) -> Approval:
        expired = replace(
            approval,
            state=ApprovalState.EXPIRED,
            ended_at=self._now,
            version=approval.version + 1,
        )
        by = iso_from_ms(approval.expires_at)
        writes = expired_writes(expired, self.clock)
        await self._refuse(expired, _EXPIRED.format(by=by), {"expired_at": by}, writes)
        return expired

    async def _refuse(
        self, decided: Approval, reason: str, more: JsonObject, writes: list[Write]
    ) -> None:
        """End the task, and tell its peer why."""
        work = await self.resume.work(decided)
        data = {"status": "declined", "reason": reason, **more}
        said = say(work.task, (DataPart(data), TextPart(reason)), self.clock)
        work.change(StatusUpdate(TaskStatus(TaskState.REJECTED, self._now, said)))
        await self._save(work, writes)

    async def _save(self, work: Work, writes: list[Write]) -> None:
        work.owe(*writes)
        await work.save()

    def _with(self, approval: Approval, decision: Decision) -> Approval:
        decisions = (*approval.decisions, decision)
        return replace(approval, decisions=decisions, version=approval.version + 1)


def _say_end(approval: Approval) -> str:
    """How it ended, for one who comes too late."""
    at = iso_from_ms(approval.ended_at)
    match approval.state:
        case ApprovalState.APPROVED | ApprovalState.REJECTED:
            names = " and ".join(said.by for said in approval.decisions)
            return f"it was {approval.state} by {names} at {at}"
        case ApprovalState.EXPIRED:
            return f"it expired at {at}; the caller has been told and may ask again"
        case _:
            return f"its task ended without it at {at}"
