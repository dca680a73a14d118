"""The task of an approval, taken up again: as a work that can be run, or ended.

Whether the peer may have it run is looked at here, when it is approved, for rows change while
people think (SECURITY: B8).
"""

from collections.abc import Callable

from msgspec import Struct

from gateway.approvals.errors import CannotRun
from gateway.core.approval import Approval
from gateway.core.errors import GatewayError, SkillNotFound
from gateway.core.peer import Peer, PeerStatus
from gateway.inbox.consent import grants_of
from gateway.inbox.job import Job
from gateway.inbox.plan import Plan, Planner
from gateway.inbox.work import Work
from gateway.store.approval import StaleApproval, VoidApprovals
from gateway.store.base import TenantStore
from gateway.store.records import TaskRecord


class Resume(Struct, frozen=True):
    """``find_peer`` gives the row of a name as the config says now; ``run`` carries a work out."""

    store: TenantStore
    planner: Planner
    find_peer: Callable[[str], Peer | None]
    run: Callable[[Work, Job], None]

    async def plan(self, approved: Approval) -> Plan:
        """The run that was approved; raise CannotRun, or StaleApproval when its task is over."""
        record = await self._get_task(approved)
        peer = self._get_peer(approved.peer)
        errand = await self.store.errands.find(approved.task_id)
        known = await self.store.approvals.list_of_task(approved.task_id)
        grants = (*grants_of(record, known), approved)
        try:
            plan = self.planner.plan_again(peer, record, errand, grants)
        except SkillNotFound:
            raise CannotRun(_may_not(peer, record.skill)) from None
        except GatewayError as error:
            raise CannotRun(error.message) from None
        inner = self.planner.skills.get(approved.skill)
        if inner is None or not inner.is_open_to(peer):
            raise CannotRun(_may_not(peer, approved.skill))
        return plan

    def start(self, plan: Plan) -> None:
        """Carry it out; nothing is awaited since its approval was committed."""
        self.run(plan.work, plan.job)

    async def work(self, approval: Approval) -> Work:
        """Its task, to be ended; raise StaleApproval when it is over."""
        return self.planner.works.again(await self._get_task(approval))

    async def _get_task(self, approval: Approval) -> TaskRecord:
        record = await self.store.find_task(approval.task_id)
        if record is None or record.task.is_terminal:
            # An end makes the approval void in its own unit: whoever looks again finds that.
            await self.store.commit(VoidApprovals(approval.task_id, self.planner.clock.now()))
            raise StaleApproval(approval.id)
        return record

    def _get_peer(self, name: str) -> Peer:
        peer = self.find_peer(name)
        if peer is None:
            raise CannotRun(f"{name} is no peer any more")
        if peer.status is not PeerStatus.ACTIVE:
            raise CannotRun(f"{name} is {peer.status}; set it active first, or reject")
        return peer


def _may_not(peer: Peer, skill: str) -> str:
    return f"{peer.name} may not call {skill} any more; allow it in its row, or reject"
