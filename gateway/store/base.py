"""The store's interface: what is kept, and what is atomic.

A change is a *unit*: a tuple of write values that is committed whole or not at all. Engines only
differ in how they carry the values out; ``tests/store`` runs one contract over all of them. A
store is used through ``store.for_tenant(name)``, so a query without a tenant cannot be written.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from gateway.core.errors import StoreError
from gateway.core.task import Task
from gateway.store.conversation import ConversationStore, Remember
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.events import AddEvents, EventStore
from gateway.store.outbox import OutboxStore, OutboxWrite
from gateway.store.push import PushWrite
from gateway.store.signing import SaveSigningKey, SigningKey
from gateway.store.task_query import TaskQuery
from gateway.store.watch import Watch


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task with what only the gateway knows of it.

    ``skill`` is what carries it out; ``made_in`` the dialect it was started in and ``alias`` the
    caller's own name for it ("" for none). ``contract`` is the response schema of the newest turn
    as JSON text and ``activity_id`` its audit row. ``version`` counts the saves, from 1, and
    ``events`` what has happened to the task so far. Times in ms.
    """

    task: Task
    peer: str
    skill: str
    made_in: str = ""
    alias: str = ""
    contract: str = ""
    activity_id: str = ""
    version: int = 1
    created_at: int = 0
    updated_at: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """What makes a message unique within a tenant: who said it, about which task, and its id.

    ``scope`` is the task id that the message names, "" for none, or ``ALIAS`` where ``id`` is a
    caller's own name for a task.
    """

    peer: str
    scope: str
    id: str


ALIAS: Final = "alias"

Synchronous: TypeAlias = Literal["FULL", "NORMAL"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that was taken; ``digest`` is over all that must be the same when it comes again.

    ``answer`` is the stored JSON of a direct message answer, where no task was made.
    """

    key: ClaimKey
    digest: bytes
    task_id: str
    at: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """The audit row of one call. ``status`` is ``pending``, ``success``, ``error``, ``dispatched``.

    ``operation`` is the A2A 1.0 name of what was asked. ``duration_ms`` counts until the answer.
    ``input`` and ``output`` are JSON texts, for calls that have no task to look them up in.
    """

    id: str
    at: int
    peer: str
    direction: Literal["inbound", "outbound"]
    operation: str
    status: str
    skill: str = ""
    task_id: str = ""
    dialect: str = ""
    duration_ms: int = 0
    error: str = ""
    token_id: str = ""
    request_id: str = ""
    input: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class PeerState:
    """What the gateway has seen of a peer; the row itself is config."""

    name: str
    first_seen_at: int
    last_seen_at: int
    request_count: int


@dataclass(frozen=True, slots=True)
class TakeClaim:
    """Take a message; the unit fails with AlreadyClaimed when its key is taken."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class InsertTask:
    record: TaskRecord


@dataclass(frozen=True, slots=True)
class UpdateTask:
    """Save a newer version; the unit fails with StaleTask unless version - 1 is stored."""

    record: TaskRecord


@dataclass(frozen=True, slots=True)
class RecordActivity:
    """Add an audit row, or bring the one of the same id up to date; an inbound one counts once.

    Of a row that exists only status, duration_ms, error and output change, and task_id and dialect
    where they are said.
    """

    activity: Activity


Write: TypeAlias = (
    TakeClaim
    | InsertTask
    | UpdateTask
    | AddEvents
    | RecordActivity
    | Remember
    | RecordDiscovery
    | SaveSigningKey
    | PushWrite
    | OutboxWrite
)
Unit: TypeAlias = Sequence[Write]


class AlreadyClaimed(StoreError):
    """This message was taken before."""

    reason = "ALREADY_CLAIMED"

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim


class StaleTask(StoreError):
    """The task was changed by someone else."""

    reason = "STALE_TASK"


class TenantStore(Protocol):
    """One tenant's part of a store."""

    @property
    def events(self) -> EventStore: ...

    @property
    def outbox(self) -> OutboxStore: ...

    @property
    def conversations(self) -> ConversationStore: ...

    async def commit(self, *unit: Write) -> None:
        """Return when the unit is durable. Raise AlreadyClaimed, StaleTask or StoreError.

        A caller that is cancelled meanwhile does not know: the unit is committed, whole, or not.
        """

    async def find_claim(self, key: ClaimKey) -> Claim | None: ...

    async def find_task(self, task_id: str) -> TaskRecord | None: ...

    async def list_unfinished(self) -> list[TaskRecord]:
        """Tasks in state submitted or working, oldest first: what a start has to take up."""

    async def list_tasks(self, query: TaskQuery) -> list[TaskRecord]:
        """Those that were saved last come first, of one millisecond the greater id."""

    async def count_tasks(self, query: TaskQuery) -> int:
        """How many tasks the question lets in, on all its pages."""

    async def find_activity(self, activity_id: str) -> Activity | None: ...

    async def list_activity(
        self, *, limit: int = 50, before: int | None = None, before_id: str = "", peer: str = ""
    ) -> list[Activity]:
        """Newest first; ``before`` is exclusive, in milliseconds.

        To lose no row between pages, pass the time and the id of the last one: ``before_id``
        lets in the rows of that very millisecond that come after it.
        """

    def watch_activity(self) -> AbstractContextManager[Watch]:
        """Be told, while inside, which audit rows this process commits."""

    async def list_peer_states(self) -> list[PeerState]: ...

    async def forget_claims(self, before: int) -> int:
        """Delete the claims taken before this time, aliases excepted; return how many."""

    async def find_discovery(self, peer: str) -> Discovery | None: ...

    async def list_signing_keys(self) -> list[SigningKey]:
        """Oldest first."""

    async def forget_signing_key(self, kid: str) -> int:
        """Delete a key; return 0 where there is none."""

    async def list_seals(self) -> list[bytes]:
        """The seals (``core.seal``) of all that is stored sealed, each once."""


class Store(Protocol):
    """An open store. ``close`` returns when everything handed in is durable."""

    def for_tenant(self, tenant: str) -> TenantStore: ...

    async def ping(self) -> None:
        """Raise StoreError when the store can neither be read nor written."""

    async def close(self) -> None: ...
