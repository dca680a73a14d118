"""The store's interface: what is kept, and what is atomic.

A change is a *unit*: a tuple of write values that is committed whole or not at all. Engines only
differ in how they carry the values out; ``tests/store`` runs one contract over all of them. A
store is used through ``store.for_tenant(name)``, so a query without a tenant cannot be written.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from gateway.store.approval import ApprovalStore
from gateway.store.conversation import ConversationStore
from gateway.store.deal import DealStore
from gateway.store.discovery import Discovery
from gateway.store.errand import ErrandStore
from gateway.store.events import EventStore
from gateway.store.health import HealthStore
from gateway.store.invitation import InvitationStore
from gateway.store.managed import ManagedStore
from gateway.store.notice import NoticeStore
from gateway.store.outbox import OutboxStore
from gateway.store.pin import PinStore
from gateway.store.records import Activity, Claim, ClaimKey, PeerState, TaskRecord
from gateway.store.sealed import SealedStore
from gateway.store.signing import SigningKey
from gateway.store.spending import SpendingStore
from gateway.store.subscription import SubscriptionStore
from gateway.store.task_query import TaskPage, TaskQuery
from gateway.store.watch import Watch
from gateway.store.writes import Write


class TenantStore(Protocol):
    """One tenant's part of a store."""

    @property
    def events(self) -> EventStore: ...

    @property
    def outbox(self) -> OutboxStore: ...

    @property
    def conversations(self) -> ConversationStore: ...

    @property
    def health(self) -> HealthStore: ...

    @property
    def pins(self) -> PinStore: ...

    @property
    def errands(self) -> ErrandStore: ...

    @property
    def spending(self) -> SpendingStore: ...

    @property
    def subscriptions(self) -> SubscriptionStore: ...

    @property
    def notices(self) -> NoticeStore: ...

    @property
    def approvals(self) -> ApprovalStore: ...

    @property
    def deals(self) -> DealStore: ...

    @property
    def managed(self) -> ManagedStore: ...

    @property
    def invitations(self) -> InvitationStore: ...

    @property
    def sealed(self) -> SealedStore: ...

    async def commit(self, *unit: Write) -> None:
        """Return when the unit is durable. Raise AlreadyClaimed, StaleTask, StaleApproval,
        InvitationGone, DealTaken, StaleDeal or StoreError.

        A caller that is cancelled meanwhile does not know: the unit is committed, whole, or not.
        """

    async def find_claim(self, key: ClaimKey) -> Claim | None: ...

    async def find_task(self, task_id: str) -> TaskRecord | None: ...

    async def list_unfinished(self) -> list[TaskRecord]:
        """Tasks in state submitted or working, oldest first, that wait for no human of ours: what
        a start has to take up."""

    async def list_tasks(self, query: TaskQuery) -> TaskPage:
        """Those that were saved last come first, of one millisecond the greater id.

        A page of large tasks holds fewer than the query's limit, as ``take_page`` says.
        """

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


class Store(Protocol):
    """An open store. ``close`` returns when everything handed in is durable."""

    def for_tenant(self, tenant: str) -> TenantStore: ...

    async def ping(self) -> None:
        """Raise StoreError when the store can neither be read nor written."""

    async def close(self) -> None: ...
