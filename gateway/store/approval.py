"""Approvals as they are kept: asked for and changed in the units of the tasks that wait."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.approval import Approval, ApprovalState
from gateway.core.errors import StoreError

MOST_DUE: Final = 50


class AskApproval(Struct, frozen=True):
    """Keep a new one."""

    approval: Approval


class ChangeApproval(Struct, frozen=True):
    """Save a newer version; the unit fails with StaleApproval unless version - 1 is stored.

    What is asked never changes: of the row that exists only the state, the decisions and the times
    of its end and its use do.
    """

    approval: Approval


class VoidApprovals(Struct, frozen=True):
    """Those of a task that still wait are void from then on: it has ended without them."""

    task_id: str
    at: int


ApprovalWrite: TypeAlias = AskApproval | ChangeApproval | VoidApprovals


class StaleApproval(StoreError):
    """The approval was changed by someone else."""

    reason = "STALE_APPROVAL"


class ApprovalQuery(Struct, frozen=True):
    """What is left out restricts nothing; ``begins`` is how the id begins. To lose none between
    pages, pass the time at which the last one was asked for and its id: ``before_id`` lets in those
    of that very millisecond that come after it."""

    state: ApprovalState | None = None
    peer: str = ""
    task_id: str = ""
    begins: str = ""
    before: int | None = None
    before_id: str = ""
    limit: int = 50


class ApprovalStore(Protocol):
    """One tenant's approvals, where they are not written by units."""

    async def find(self, approval_id: str) -> Approval | None: ...

    async def list_page(self, query: ApprovalQuery) -> Sequence[Approval]:
        """Newest first, of one millisecond the greater id."""

    async def list_of_task(self, task_id: str) -> Sequence[Approval]:
        """All of a task, oldest first."""

    async def count_waiting(self, peer: str) -> int: ...

    async def list_due(self, now: int) -> Sequence[Approval]:
        """Those that wait and whose time is over, the first that was to end first; ``MOST_DUE`` at
        a time, for each may hold as much as a request may."""
