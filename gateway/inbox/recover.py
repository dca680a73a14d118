"""Take up at start what a stop or a crash left unfinished (SECURITY: P3).

A skill that may run again does; one that may not ends failed, "interrupted", and is never silently
run a second time. A peer that was paused or revoked meanwhile has nothing run for it. What waits
for a human goes on to wait; what one approved is run, for it is on record whether that began.
"""

from collections.abc import Callable

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.peer import Peer, PeerStatus
from gateway.core.task import StatusUpdate, TaskState, TaskStatus
from gateway.inbox.arguments import arguments_of
from gateway.inbox.consent import grants_of, turns_of
from gateway.inbox.handle import Inbox
from gateway.inbox.plan import Planner, skill_of
from gateway.inbox.say import say
from gateway.inbox.work import Work
from gateway.observe.log import get_log
from gateway.store.base import TenantStore
from gateway.store.errand import Errand
from gateway.store.records import TaskRecord


async def recover(
    store: TenantStore,
    inbox: Inbox,
    planner: Planner,
    find_peer: Callable[[str], Peer | None],
    clock: Clock,
) -> None:
    """Start or end every unfinished task; what is started runs after this returns."""
    for record in await store.list_unfinished():
        peer = find_peer(record.peer)
        errand = await store.errands.find(record.task.id)
        grants = grants_of(record, await store.approvals.list_of_task(record.task.id))
        reason = "interrupted"
        if peer is not None and peer.status is not PeerStatus.ACTIVE:
            peer = None
        has_begun = all(grant.used_at for grant in grants)
        may_run = not has_begun or not _must_not_run_again(planner, skill_of(record, errand))
        if peer is not None and may_run:
            try:
                plan = planner.plan_again(peer, record, errand, grants)
            except GatewayError as error:
                reason = error.reason
            except Exception as error:
                # One task that cannot be taken up must not keep the gateway from starting.
                reason = GatewayError.reason
                get_log("inbox").error("task_not_taken_up", task=record.task.id, exc_info=error)
            else:
                inbox.start(plan.work, plan.job)
                continue
        await _fail(_cut_off(planner, record, errand), reason, clock)


def _must_not_run_again(planner: Planner, skill_name: str) -> bool:
    skill = planner.skills.get(skill_name)
    return skill is not None and skill.effect == "at_most_once"


def _cut_off(planner: Planner, record: TaskRecord, errand: Errand | None) -> Work:
    """The work of a task that is not run again; that its skill had begun is told all the same."""
    work, skill = planner.works.again(record), planner.skills.get(skill_of(record, errand))
    has_begun = record.task.state is not TaskState.SUBMITTED
    if has_begun and skill is not None and skill.trust == "notify":
        work.note_run(skill.name, arguments_of(turns_of(record.task.history)[0]))
    return work


async def _fail(work: Work, reason: str, clock: Clock) -> None:
    message = say(work.task, f"The gateway was restarted while the task ran: {reason}.", clock)
    work.note_error(reason.upper())
    work.change(StatusUpdate(TaskStatus(TaskState.FAILED, clock.now(), message)))
    await work.save()
