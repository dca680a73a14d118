"""One tenant's approvals in memory."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from msgspec.structs import replace

from gateway.core.approval import Approval, ApprovalState
from gateway.core.errors import StoreError
from gateway.store.approval import (
    MOST_DUE,
    ApprovalQuery,
    ApprovalWrite,
    AskApproval,
    ChangeApproval,
    StaleApproval,
    VoidApprovals,
)


@dataclass(slots=True)
class MemoryApprovals:
    kept: dict[str, Approval] = field(default_factory=dict)

    def stage(self, write: ApprovalWrite, staged: dict[str, Approval]) -> None:
        """What the write makes of those that are kept; raise StaleApproval or StoreError."""
        match write:
            case AskApproval(approval):
                if approval.id in staged or approval.id in self.kept:
                    raise StoreError(f"approval {approval.id} is stored already")
                # What the caller's arguments become later must not change what is stored.
                staged[approval.id] = deepcopy(approval)
            case ChangeApproval(approval):
                old = staged.get(approval.id) or self.kept.get(approval.id)
                if old is None or old.version != approval.version - 1:
                    raise StaleApproval(approval.id)
                staged[approval.id] = replace(
                    old,
                    state=approval.state,
                    decisions=approval.decisions,
                    ended_at=approval.ended_at,
                    used_at=approval.used_at,
                    version=approval.version,
                )
            case VoidApprovals(task_id, at):
                for old in {**self.kept, **staged}.values():
                    if old.task_id == task_id and old.state is ApprovalState.WAITING:
                        staged[old.id] = replace(
                            old, state=ApprovalState.VOID, ended_at=at, version=old.version + 1
                        )

    async def find(self, approval_id: str) -> Approval | None:
        return self.kept.get(approval_id)

    async def list_page(self, query: ApprovalQuery) -> Sequence[Approval]:
        found = [
            approval
            for approval in self._in_order()
            if query.state in (None, approval.state)
            and query.peer in ("", approval.peer)
            and query.task_id in ("", approval.task_id)
            and approval.id.startswith(query.begins)
            and (
                query.before is None
                or (approval.asked_at, approval.id) < (query.before, query.before_id)
            )
        ]
        return found[::-1][: query.limit]

    async def list_of_task(self, task_id: str) -> Sequence[Approval]:
        return [approval for approval in self._in_order() if approval.task_id == task_id]

    async def count_waiting(self, peer: str) -> int:
        return sum(
            approval.peer == peer and approval.state is ApprovalState.WAITING
            for approval in self.kept.values()
        )

    async def list_due(self, now: int) -> Sequence[Approval]:
        due = [
            approval
            for approval in self.kept.values()
            if approval.state is ApprovalState.WAITING and approval.expires_at <= now
        ]
        return sorted(due, key=lambda approval: (approval.expires_at, approval.id))[:MOST_DUE]

    @property
    def waiting_tasks(self) -> set[str]:
        """The tasks that wait for a human."""
        waiting = ApprovalState.WAITING
        return {approval.task_id for approval in self.kept.values() if approval.state is waiting}

    def _in_order(self) -> list[Approval]:
        return sorted(self.kept.values(), key=lambda approval: (approval.asked_at, approval.id))
