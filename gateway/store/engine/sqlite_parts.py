"""What one tenant keeps in the SQLite file beside its calls: a small store for each."""

from gateway.store.approval import ApprovalStore
from gateway.store.conversation import ConversationStore
from gateway.store.deal import DealStore
from gateway.store.engine.sqlite_approvals import SqliteApprovals
from gateway.store.engine.sqlite_conversations import SqliteConversations
from gateway.store.engine.sqlite_deals import SqliteDeals
from gateway.store.engine.sqlite_errands import SqliteErrands
from gateway.store.engine.sqlite_events import SqliteEvents
from gateway.store.engine.sqlite_health import SqliteHealth
from gateway.store.engine.sqlite_managed import SqliteInvitations, SqliteManaged
from gateway.store.engine.sqlite_notices import SqliteNotices
from gateway.store.engine.sqlite_outbox import SqliteOutbox
from gateway.store.engine.sqlite_pins import SqlitePins
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_sealed import SqliteSealed
from gateway.store.engine.sqlite_spending import SqliteSpending
from gateway.store.engine.sqlite_subscriptions import SqliteSubscriptions
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.errand import ErrandStore
from gateway.store.events import EventStore
from gateway.store.health import HealthStore
from gateway.store.invitation import InvitationStore
from gateway.store.managed import ManagedStore
from gateway.store.notice import NoticeStore
from gateway.store.outbox import OutboxStore
from gateway.store.pin import PinStore
from gateway.store.sealed import SealedStore
from gateway.store.spending import SpendingStore
from gateway.store.subscription import SubscriptionStore
from gateway.store.watchers import Watchers


class SqliteParts:
    def __init__(self, tenant: str, writer: Writer, reader: Reader, watchers: Watchers) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader
        self._watchers = watchers
        self._events = SqliteEvents(tenant, writer, reader)

    @property
    def events(self) -> EventStore:
        return self._events

    @property
    def sealed(self) -> SealedStore:
        return SqliteSealed(self._tenant, self._writer, self._reader)

    @property
    def outbox(self) -> OutboxStore:
        return SqliteOutbox(self._tenant, self._writer, self._reader)

    @property
    def conversations(self) -> ConversationStore:
        return SqliteConversations(self._tenant, self._writer, self._reader)

    @property
    def health(self) -> HealthStore:
        return SqliteHealth(self._tenant, self._reader)

    @property
    def pins(self) -> PinStore:
        return SqlitePins(self._tenant, self._reader)

    @property
    def errands(self) -> ErrandStore:
        return SqliteErrands(self._tenant, self._writer, self._reader)

    @property
    def spending(self) -> SpendingStore:
        return SqliteSpending(self._tenant, self._writer, self._reader)

    @property
    def subscriptions(self) -> SubscriptionStore:
        return SqliteSubscriptions(self._tenant, self._writer, self._reader)

    @property
    def notices(self) -> NoticeStore:
        return SqliteNotices(self._tenant, self._writer, self._reader, self._watchers)

    @property
    def approvals(self) -> ApprovalStore:
        return SqliteApprovals(self._tenant, self._reader)

    @property
    def deals(self) -> DealStore:
        return SqliteDeals(self._tenant, self._writer, self._reader)

    @property
    def managed(self) -> ManagedStore:
        return SqliteManaged(self._tenant, self._reader)

    @property
    def invitations(self) -> InvitationStore:
        return SqliteInvitations(self._tenant, self._writer, self._reader)
