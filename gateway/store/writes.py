"""Every change that a unit may hold, and why a unit may fail as a whole."""

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from gateway.core.errors import StoreError
from gateway.store.approval import ApprovalWrite
from gateway.store.conversation import Remember
from gateway.store.deal import DealWrite
from gateway.store.discovery import RecordDiscovery
from gateway.store.errand import RecordErrand
from gateway.store.events import AddEvents
from gateway.store.health import SaveHealth
from gateway.store.invitation import InvitationWrite
from gateway.store.managed import ManagedWrite
from gateway.store.notice import MoveCursor, RaiseNotice
from gateway.store.outbox import OutboxWrite
from gateway.store.pin import PinWrite
from gateway.store.push import PushWrite
from gateway.store.records import Activity, Claim, TaskRecord
from gateway.store.signing import SaveSigningKey
from gateway.store.spending import AddSpending
from gateway.store.subscription import RecordSubscription


class TakeClaim(Struct, frozen=True):
    """Take a message; the unit fails with AlreadyClaimed when its key is taken."""

    claim: Claim


class InsertTask(Struct, frozen=True):
    record: TaskRecord


class UpdateTask(Struct, frozen=True):
    """Save a newer version; the unit fails with StaleTask unless version - 1 is stored.

    The record says how many messages of the history are rows of their own then; the first ``kept``
    are rows already.
    """

    record: TaskRecord
    kept: int = 0


class RecordActivity(Struct, frozen=True):
    """Add an audit row, or bring the one of the same id up to date; an inbound one counts once.

    Of a row that exists only status, duration_ms, error and output change, and task_id and dialect
    where they are said.
    """

    activity: Activity


RowWrite: TypeAlias = (
    RecordDiscovery
    | SaveSigningKey
    | SaveHealth
    | RecordErrand
    | AddSpending
    | RecordSubscription
    | RaiseNotice
    | MoveCursor
)
"""What is one row, with nothing to heed but its key."""

KeepingWrite: TypeAlias = (
    Remember
    | RowWrite
    | ApprovalWrite
    | DealWrite
    | PinWrite
    | ManagedWrite
    | InvitationWrite
    | PushWrite
    | OutboxWrite
)
"""What is kept beside the calls themselves."""

Write: TypeAlias = TakeClaim | InsertTask | UpdateTask | AddEvents | RecordActivity | KeepingWrite
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
