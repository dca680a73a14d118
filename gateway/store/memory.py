"""The store in memory: the twin of the engines, for tests and for trying things out.

It keeps the same contract, save that nothing outlives the process.
"""

from collections import defaultdict
from contextlib import AbstractContextManager

from msgspec.structs import replace

from gateway.core.errors import ConfigError, StoreError
from gateway.store.approval import ApprovalStore
from gateway.store.base import Store, TenantStore
from gateway.store.catch_up import UNFINISHED, caught_up, may_lag
from gateway.store.conversation import ConversationStore
from gateway.store.deal import DealStore
from gateway.store.discovery import Discovery
from gateway.store.document import dump_task
from gateway.store.errand import ErrandStore
from gateway.store.events import EventStore
from gateway.store.health import HealthStore
from gateway.store.invitation import InvitationStore
from gateway.store.managed import ManagedStore
from gateway.store.memory_conversations import MemoryConversations
from gateway.store.memory_deals import MemoryDeals
from gateway.store.memory_errands import MemoryErrands
from gateway.store.memory_events import MemoryEvents
from gateway.store.memory_health import MemoryHealth
from gateway.store.memory_notices import MemoryNotices
from gateway.store.memory_rules import is_asked_for
from gateway.store.memory_sealed import MemorySealed
from gateway.store.memory_spending import MemorySpending
from gateway.store.memory_stage import Kept, merge, stage
from gateway.store.memory_subscriptions import MemorySubscriptions
from gateway.store.notice import NoticeStore
from gateway.store.outbox import OutboxStore
from gateway.store.pin import PinStore
from gateway.store.records import (
    ALIAS,
    Activity,
    Claim,
    ClaimKey,
    PeerState,
    Synchronous,
    TaskRecord,
)
from gateway.store.sealed import SealedStore
from gateway.store.signing import SigningKey
from gateway.store.spending import SpendingStore
from gateway.store.subscription import SubscriptionStore
from gateway.store.task_query import TaskPage, TaskQuery, take_page
from gateway.store.watch import Watch
from gateway.store.writes import Write


class MemoryStore:
    def __init__(self) -> None:
        self._tenants: defaultdict[str, Kept] = defaultdict(Kept)
        self._is_open = True

    def for_tenant(self, tenant: str) -> TenantStore:
        return _MemoryTenant(self, self._tenants[tenant])

    async def ping(self) -> None:
        self.check_open()

    async def close(self) -> None:
        self._is_open = False

    def check_open(self) -> None:
        if not self._is_open:
            raise StoreError("it is closed")


class _MemoryTenant:
    def __init__(self, store: MemoryStore, kept: Kept) -> None:
        self._store = store
        self._kept = kept
        self._events = MemoryEvents(kept.events, kept.tasks)

    @property
    def events(self) -> EventStore:
        return self._events

    async def commit(self, *unit: Write) -> None:
        self._store.check_open()
        staged = stage(unit, self._kept, self._events)
        merge(staged, self._kept)
        self._events.merge(staged.events)
        self._kept.watchers.tell(unit)

    @property
    def outbox(self) -> OutboxStore:
        return self._kept.outbox

    @property
    def conversations(self) -> ConversationStore:
        return MemoryConversations(self._kept.memory)

    @property
    def health(self) -> HealthStore:
        return MemoryHealth(self._kept.health)

    @property
    def pins(self) -> PinStore:
        return self._kept.pins

    @property
    def errands(self) -> ErrandStore:
        return MemoryErrands(self._kept.errands)

    @property
    def spending(self) -> SpendingStore:
        return MemorySpending(self._kept.spending)

    @property
    def subscriptions(self) -> SubscriptionStore:
        return MemorySubscriptions(self._kept.subscriptions)

    @property
    def notices(self) -> NoticeStore:
        return MemoryNotices(self._kept.notices, self._kept.watchers)

    @property
    def approvals(self) -> ApprovalStore:
        return self._kept.approvals

    @property
    def deals(self) -> DealStore:
        return MemoryDeals(self._kept.deals)

    @property
    def managed(self) -> ManagedStore:
        return self._kept.managed

    @property
    def sealed(self) -> SealedStore:
        return MemorySealed(self._kept)

    @property
    def invitations(self) -> InvitationStore:
        return self._kept.invitations

    async def find_claim(self, key: ClaimKey) -> Claim | None:
        return self._kept.claims.get(key)

    async def find_task(self, task_id: str) -> TaskRecord | None:
        record = self._kept.tasks.get(task_id)
        return self._whole(record) if record is not None else None

    async def list_unfinished(self) -> list[TaskRecord]:
        waiting = self._kept.approvals.waiting_tasks
        return [
            self._whole(record)
            for record in self._kept.tasks.values()
            if record.task.state in UNFINISHED and record.task.id not in waiting
        ]

    async def list_tasks(self, query: TaskQuery) -> TaskPage:
        found = [record for record in self._kept.tasks.values() if is_asked_for(record, query)]
        found.sort(key=lambda record: (record.updated_at, record.task.id), reverse=True)
        page, has_more = take_page(found, query.limit, lambda row: len(dump_task(row.task)))
        return TaskPage([self._whole(record) for record in page], has_more)

    async def count_tasks(self, query: TaskQuery) -> int:
        query = replace(query, before=None)
        return sum(is_asked_for(record, query) for record in self._kept.tasks.values())

    async def find_activity(self, activity_id: str) -> Activity | None:
        return self._kept.activity.get(activity_id)

    async def list_activity(
        self, *, limit: int = 50, before: int | None = None, before_id: str = "", peer: str = ""
    ) -> list[Activity]:
        found = [
            row
            for row in self._kept.activity.values()
            if (not peer or row.peer == peer)
            and (before is None or (row.at, row.id) < (before, before_id))
        ]
        found.sort(key=lambda row: (row.at, row.id), reverse=True)
        return found[:limit]

    def watch_activity(self) -> AbstractContextManager[Watch]:
        return self._kept.watchers.watch()

    async def list_peer_states(self) -> list[PeerState]:
        return sorted(self._kept.peers.values(), key=lambda state: state.name)

    async def forget_claims(self, before: int) -> int:
        claims = self._kept.claims
        old = [key for key, claim in claims.items() if claim.at < before and key.scope != ALIAS]
        for key in old:
            del claims[key]
        return len(old)

    async def find_discovery(self, peer: str) -> Discovery | None:
        return self._kept.discoveries.get(peer)

    async def list_signing_keys(self) -> list[SigningKey]:
        return sorted(self._kept.signing_keys.values(), key=lambda key: (key.created_at, key.kid))

    async def forget_signing_key(self, kid: str) -> int:
        return 0 if self._kept.signing_keys.pop(kid, None) is None else 1

    def _whole(self, record: TaskRecord) -> TaskRecord:
        if not may_lag(record):
            return record
        return caught_up(record, self._events.read_all(record.task.id, record.events))


async def open_memory(rest: str, synchronous: Synchronous) -> Store:
    """Open a new, empty store; ``rest`` is what follows ``memory:`` and must be empty."""
    if rest:
        raise ConfigError("the store url memory: takes no path")
    return MemoryStore()
