"""The store in memory: the twin of the engines, for tests and for trying things out.

It keeps the same contract, save that nothing outlives the process. A unit is staged beside what
is kept and merged when all of it held, so that a refused one leaves nothing behind.
"""

from collections import defaultdict
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from gateway.core.errors import ConfigError, StoreError
from gateway.core.seal import seal_of
from gateway.store.base import (
    ALIAS,
    Activity,
    AlreadyClaimed,
    Claim,
    ClaimKey,
    InsertTask,
    PeerState,
    RecordActivity,
    StaleTask,
    Store,
    Synchronous,
    TakeClaim,
    TaskRecord,
    TenantStore,
    Unit,
    UpdateTask,
    Write,
)
from gateway.store.catch_up import UNFINISHED, caught_up, may_lag
from gateway.store.conversation import ConversationStore, Remember
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.events import AddEvents, EventStore
from gateway.store.memory_conversations import Memories, MemoryConversations, remember
from gateway.store.memory_events import KeptEvents, MemoryEvents
from gateway.store.memory_outbox import MemoryOutbox
from gateway.store.memory_rules import (
    brought_up_to_date,
    copied,
    is_asked_for,
)
from gateway.store.outbox import OutboxStore, OutboxWrite
from gateway.store.push import PushWrite
from gateway.store.signing import SaveSigningKey, SigningKey
from gateway.store.task_query import TaskQuery
from gateway.store.watch import Watch
from gateway.store.watchers import Watchers


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a tenant, in the order in which it came."""

    claims: dict[ClaimKey, Claim] = field(default_factory=dict)
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    activity: dict[str, Activity] = field(default_factory=dict)
    peers: dict[str, PeerState] = field(default_factory=dict)
    memory: Memories = field(default_factory=dict)
    discoveries: dict[str, Discovery] = field(default_factory=dict)
    signing_keys: dict[str, SigningKey] = field(default_factory=dict)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    owed: list[PushWrite | OutboxWrite] = field(default_factory=list)
    events: KeptEvents = field(default_factory=dict)
    watchers: Watchers = field(default_factory=Watchers)


class MemoryStore:
    def __init__(self) -> None:
        self._tenants: defaultdict[str, _Kept] = defaultdict(_Kept)
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
    def __init__(self, store: MemoryStore, kept: _Kept) -> None:
        self._store = store
        self._kept = kept
        self._events = MemoryEvents(kept.events, kept.tasks)

    @property
    def events(self) -> EventStore:
        return self._events

    async def commit(self, *unit: Write) -> None:
        self._store.check_open()
        staged = self._stage(unit)
        for activity in staged.activity.values():
            if activity.direction == "inbound" and activity.id not in self._kept.activity:
                self._count(activity)
        self._kept.claims.update(staged.claims)
        self._kept.tasks.update(staged.tasks)
        self._kept.activity.update(staged.activity)
        self._kept.memory.update(staged.memory)
        self._kept.discoveries.update(staged.discoveries)
        self._kept.signing_keys.update(staged.signing_keys)
        for write in staged.owed:
            self._kept.outbox.write(write)
        self._events.merge(staged.events)
        self._kept.watchers.tell(unit)

    @property
    def outbox(self) -> OutboxStore:
        return self._kept.outbox

    @property
    def conversations(self) -> ConversationStore:
        return MemoryConversations(self._kept.memory)

    async def find_claim(self, key: ClaimKey) -> Claim | None:
        return self._kept.claims.get(key)

    async def find_task(self, task_id: str) -> TaskRecord | None:
        record = self._kept.tasks.get(task_id)
        return self._whole(record) if record is not None else None

    async def list_unfinished(self) -> list[TaskRecord]:
        records = self._kept.tasks.values()
        return [self._whole(record) for record in records if record.task.state in UNFINISHED]

    async def list_tasks(self, query: TaskQuery) -> list[TaskRecord]:
        found = [record for record in self._kept.tasks.values() if is_asked_for(record, query)]
        found.sort(key=lambda record: (record.updated_at, record.task.id), reverse=True)
        return [self._whole(record) for record in found[: query.limit]]

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

    async def list_seals(self) -> list[bytes]:
        configs = self._kept.outbox.configs.values()
        sealed = [key.sealed for key in self._kept.signing_keys.values()]
        sealed += [config.sealed for config in configs]
        return list({seal_of(value) for value in sealed if value})

    def _stage(self, unit: Unit) -> _Kept:
        staged = _Kept()
        for write in unit:
            self._stage_write(write, staged)
        return staged

    def _stage_write(self, write: Write, staged: _Kept) -> None:
        kept = self._kept
        match write:
            case TakeClaim(claim):
                taken = staged.claims.get(claim.key) or kept.claims.get(claim.key)
                if taken is not None:
                    raise AlreadyClaimed(taken)
                staged.claims[claim.key] = claim
            case InsertTask() | UpdateTask():
                self._stage_task(write, staged)
            case AddEvents():
                self._events.stage(write, staged.events)
            case RecordActivity(activity):
                known = staged.activity.get(activity.id) or kept.activity.get(activity.id)
                staged.activity[activity.id] = brought_up_to_date(known, activity)
            case _:
                self._stage_what_holds(write, staged)

    def _stage_what_holds(
        self,
        write: Remember | RecordDiscovery | SaveSigningKey | PushWrite | OutboxWrite,
        staged: _Kept,
    ) -> None:
        match write:
            case Remember():
                remember(write, self._kept.memory, staged.memory)
            case RecordDiscovery(discovery):
                staged.discoveries[discovery.peer] = discovery
            case SaveSigningKey(key):
                staged.signing_keys[key.kid] = key
            case _:
                staged.owed.append(write)

    def _stage_task(self, write: InsertTask | UpdateTask, staged: _Kept) -> None:
        record = write.record
        task_id = record.task.id
        old = staged.tasks.get(task_id) or self._kept.tasks.get(task_id)
        if isinstance(write, InsertTask):
            if old is not None:
                raise StoreError(f"task {task_id} is stored already")
        elif old is None or old.version != record.version - 1:
            raise StaleTask(task_id)
        staged.tasks[task_id] = copied(record)

    def _whole(self, record: TaskRecord) -> TaskRecord:
        if not may_lag(record):
            return record
        return caught_up(record, self._events.read_all(record.task.id, record.events))

    def _count(self, activity: Activity) -> None:
        name, at = activity.peer, activity.at
        state = self._kept.peers.get(name) or PeerState(name, at, at, 0)
        self._kept.peers[name] = replace(
            state,
            last_seen_at=max(state.last_seen_at, at),
            request_count=state.request_count + 1,
        )


async def open_memory(rest: str, synchronous: Synchronous) -> Store:
    """Open a new, empty store; ``rest`` is what follows ``memory:`` and must be empty."""
    if rest:
        raise ConfigError("the store url memory: takes no path")
    return MemoryStore()
