"""What is kept of a tenant in memory, and how a unit gets there whole or not at all.

A unit is staged beside what is kept, and merged when all of it held.
"""

from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.store.approval import AskApproval, ChangeApproval, VoidApprovals
from gateway.store.conversation import Remember
from gateway.store.deal import DealWrite
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.errand import Errand, RecordErrand
from gateway.store.events import AddEvents
from gateway.store.health import PeerHealth, SaveHealth
from gateway.store.invitation import AddInvitation, TakeInvitation
from gateway.store.managed import ManagedWrite
from gateway.store.memory_approvals import MemoryApprovals
from gateway.store.memory_conversations import Memories, remember
from gateway.store.memory_deals import KeptDeals
from gateway.store.memory_events import KeptEvents, MemoryEvents
from gateway.store.memory_managed import MemoryInvitations, MemoryManaged
from gateway.store.memory_notices import KeptNotices
from gateway.store.memory_outbox import MemoryOutbox
from gateway.store.memory_pins import MemoryPins
from gateway.store.memory_rules import brought_up_to_date, copied
from gateway.store.notice import MoveCursor, RaiseNotice
from gateway.store.outbox import OutboxWrite
from gateway.store.pin import PinWrite
from gateway.store.push import PushWrite
from gateway.store.records import Activity, Claim, ClaimKey, PeerState, TaskRecord
from gateway.store.signing import SaveSigningKey, SigningKey
from gateway.store.spending import AddSpending, Spending
from gateway.store.subscription import RecordSubscription, Subscription
from gateway.store.watchers import Watchers
from gateway.store.writes import (
    AlreadyClaimed,
    InsertTask,
    KeepingWrite,
    RecordActivity,
    RowWrite,
    StaleTask,
    TakeClaim,
    Unit,
    UpdateTask,
    Write,
)


class Kept(Struct, frozen=True):
    """In the order in which it came. What is ``owed`` (by the outbox), ``laid_down`` (of managed
    peers), ``pinned`` and ``noticed`` is only ever staged.
    """

    claims: dict[ClaimKey, Claim] = field(default_factory=dict)
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    activity: dict[str, Activity] = field(default_factory=dict)
    peers: dict[str, PeerState] = field(default_factory=dict)
    memory: Memories = field(default_factory=dict)
    discoveries: dict[str, Discovery] = field(default_factory=dict)
    signing_keys: dict[str, SigningKey] = field(default_factory=dict)
    health: dict[str, PeerHealth] = field(default_factory=dict)
    errands: dict[str, Errand] = field(default_factory=dict)
    spending: dict[tuple[str, int], Spending] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    notices: KeptNotices = field(default_factory=KeptNotices)
    noticed: list[RaiseNotice | MoveCursor] = field(default_factory=list)
    approvals: MemoryApprovals = field(default_factory=MemoryApprovals)
    deals: KeptDeals = field(default_factory=KeptDeals)
    pins: MemoryPins = field(default_factory=MemoryPins)
    pinned: list[PinWrite] = field(default_factory=list)
    managed: MemoryManaged = field(default_factory=MemoryManaged)
    laid_down: list[ManagedWrite] = field(default_factory=list)
    invitations: MemoryInvitations = field(default_factory=MemoryInvitations)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    owed: list[PushWrite | OutboxWrite] = field(default_factory=list)
    events: KeptEvents = field(default_factory=dict)
    watchers: Watchers = field(default_factory=Watchers)


def stage(unit: Unit, kept: Kept, events: MemoryEvents) -> Kept:
    """What the unit would change; raise as ``commit`` does."""
    staged = Kept()
    for write in unit:
        _stage(write, kept, staged, events)
    return staged


def merge(staged: Kept, kept: Kept) -> None:
    """Keep what was staged, but for the events."""
    for activity in staged.activity.values():
        if activity.direction == "inbound" and activity.id not in kept.activity:
            _count(activity, kept.peers)
    kept.claims.update(staged.claims)
    kept.tasks.update(staged.tasks)
    kept.activity.update(staged.activity)
    kept.memory.update(staged.memory)
    kept.discoveries.update(staged.discoveries)
    kept.signing_keys.update(staged.signing_keys)
    kept.health.update(staged.health)
    kept.errands.update(staged.errands)
    for key, more in staged.spending.items():
        kept.spending[key] = kept.spending.get(key, Spending()).plus(more)
    kept.subscriptions.update(staged.subscriptions)
    for told in staged.noticed:
        kept.notices.write(told)
    kept.approvals.kept.update(staged.approvals.kept)
    kept.deals.merge(staged.deals)
    kept.managed.write(staged.laid_down)
    kept.invitations.kept.update(staged.invitations.kept)
    for pin in staged.pinned:
        kept.pins.write(pin)
    for write in staged.owed:
        kept.outbox.write(write)


def _stage(write: Write, kept: Kept, staged: Kept, events: MemoryEvents) -> None:
    match write:
        case TakeClaim(claim):
            taken = staged.claims.get(claim.key) or kept.claims.get(claim.key)
            if taken is not None:
                raise AlreadyClaimed(taken)
            staged.claims[claim.key] = claim
        case InsertTask() | UpdateTask():
            _stage_task(write, kept, staged)
        case AddEvents():
            events.stage(write, staged.events)
        case RecordActivity(activity):
            known = staged.activity.get(activity.id) or kept.activity.get(activity.id)
            staged.activity[activity.id] = brought_up_to_date(known, activity)
        case _:
            _stage_kept(write, kept, staged)


def _stage_kept(write: KeepingWrite, kept: Kept, staged: Kept) -> None:
    match write:
        case Remember():
            remember(write, kept.memory, staged.memory)
        case _ if isinstance(write, RowWrite):
            _stage_row(write, staged)
        case _ if isinstance(write, DealWrite):
            kept.deals.stage(write, staged.deals)
        case AddInvitation() | TakeInvitation():
            kept.invitations.stage(write, staged.invitations.kept)
        case AskApproval() | ChangeApproval() | VoidApprovals():
            kept.approvals.stage(write, staged.approvals.kept)
        case _ if isinstance(write, PinWrite):
            staged.pinned.append(write)
        case _ if isinstance(write, ManagedWrite):
            staged.laid_down.append(write)
        case _:
            staged.owed.append(write)


def _stage_row(write: RowWrite, staged: Kept) -> None:
    match write:
        case RecordDiscovery(discovery):
            staged.discoveries[discovery.peer] = discovery
        case SaveSigningKey(key):
            staged.signing_keys[key.kid] = key
        case SaveHealth(health):
            staged.health[health.peer] = health
        case RecordErrand(errand):
            staged.errands[errand.task_id] = errand
        case AddSpending(peer, day, more):
            spent = staged.spending.get((peer, day), Spending())
            staged.spending[peer, day] = spent.plus(more)
        case RecordSubscription(subscription):
            staged.subscriptions[subscription.id] = subscription
        case RaiseNotice() | MoveCursor():
            staged.noticed.append(write)
        case _:
            assert_never(write)


def _stage_task(write: InsertTask | UpdateTask, kept: Kept, staged: Kept) -> None:
    record = write.record
    task_id = record.task.id
    old = staged.tasks.get(task_id) or kept.tasks.get(task_id)
    if isinstance(write, InsertTask):
        if old is not None:
            raise StoreError(f"task {task_id} is stored already")
    elif old is None or old.version != record.version - 1:
        raise StaleTask(task_id)
    staged.tasks[task_id] = copied(record)


def _count(activity: Activity, peers: dict[str, PeerState]) -> None:
    name, at = activity.peer, activity.at
    state = peers.get(name) or PeerState(name, at, at, 0)
    peers[name] = replace(
        state,
        last_seen_at=max(state.last_seen_at, at),
        request_count=state.request_count + 1,
    )
