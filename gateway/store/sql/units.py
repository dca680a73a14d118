"""A unit as statements and their rows, in the order of its writes."""

from typing import assert_never

from gateway.store.approval import AskApproval, ChangeApproval, VoidApprovals
from gateway.store.conversation import Remember
from gateway.store.deal import DealWrite
from gateway.store.discovery import RecordDiscovery
from gateway.store.errand import RecordErrand
from gateway.store.events import AddEvents
from gateway.store.health import SaveHealth
from gateway.store.invitation import AddInvitation, TakeInvitation
from gateway.store.managed import ManagedWrite
from gateway.store.notice import MoveCursor, RaiseNotice
from gateway.store.pin import PinWrite
from gateway.store.signing import SaveSigningKey
from gateway.store.spending import AddSpending
from gateway.store.sql.activity import RECORD_ACTIVITY, write_activity
from gateway.store.sql.approvals import write_approvals
from gateway.store.sql.claims import TAKE_CLAIM, write_claim
from gateway.store.sql.conversations import write_remember
from gateway.store.sql.deals import write_deals
from gateway.store.sql.discoveries import RECORD_DISCOVERY, write_discovery
from gateway.store.sql.errands import RECORD_ERRAND, write_errand
from gateway.store.sql.events import write_events
from gateway.store.sql.health import SAVE_HEALTH, write_health
from gateway.store.sql.invitations import write_invitation
from gateway.store.sql.managed import write_managed
from gateway.store.sql.notices import MOVE_CURSOR, RAISE_NOTICE, write_cursor, write_notice
from gateway.store.sql.outbox import write_owed
from gateway.store.sql.pins import write_pins
from gateway.store.sql.signing import SAVE_SIGNING_KEY, write_signing_key
from gateway.store.sql.spending import ADD_SPENDING, write_spending
from gateway.store.sql.subscriptions import RECORD_SUBSCRIPTION, write_subscription
from gateway.store.sql.tasks import INSERT_TASK, UPDATE_TASK, write_record
from gateway.store.sql.text import Step, Steps
from gateway.store.sql.turns import write_turns
from gateway.store.subscription import RecordSubscription
from gateway.store.writes import (
    InsertTask,
    KeepingWrite,
    RecordActivity,
    RowWrite,
    TakeClaim,
    Unit,
    UpdateTask,
)


def write_unit(tenant: str, unit: Unit) -> Steps:
    """Raise StoreError for a task that cannot be written."""
    steps: list[Step] = []
    for write in unit:
        match write:
            case TakeClaim(claim):
                steps.append(Step(TAKE_CLAIM, write_claim(tenant, claim)))
            case InsertTask(record):
                steps.append(Step(INSERT_TASK, write_record(tenant, record)))
            case UpdateTask(record):
                row = write_record(tenant, record)
                steps.append(Step(UPDATE_TASK, (*row[2:], *row[:2], record.version)))
                steps += write_turns(tenant, write)
            case AddEvents():
                steps += write_events(tenant, write)
            case RecordActivity(activity):
                steps.append(Step(RECORD_ACTIVITY, write_activity(tenant, activity)))
            case _:
                steps += _write_kept(tenant, write)
    return steps


def _write_kept(tenant: str, write: KeepingWrite) -> Steps:
    match write:
        case Remember():
            return write_remember(tenant, write)
        case _ if isinstance(write, RowWrite):
            return (_write_row(tenant, write),)
        case AskApproval() | ChangeApproval() | VoidApprovals():
            return (write_approvals(tenant, write),)
        case _ if isinstance(write, PinWrite):
            return write_pins(tenant, write)
        case _ if isinstance(write, DealWrite):
            return write_deals(tenant, write)
        case AddInvitation() | TakeInvitation():
            return (write_invitation(tenant, write),)
        case _ if isinstance(write, ManagedWrite):
            return (write_managed(tenant, write),)
        case _:
            return write_owed(tenant, write)


def _write_row(tenant: str, write: RowWrite) -> Step:
    match write:
        case RecordDiscovery(discovery):
            return Step(RECORD_DISCOVERY, write_discovery(tenant, discovery))
        case SaveSigningKey(key):
            return Step(SAVE_SIGNING_KEY, write_signing_key(tenant, key))
        case SaveHealth(health):
            return Step(SAVE_HEALTH, write_health(tenant, health))
        case RecordErrand(errand):
            return Step(RECORD_ERRAND, write_errand(tenant, errand))
        case AddSpending():
            return Step(ADD_SPENDING, write_spending(tenant, write))
        case RecordSubscription(subscription):
            return Step(RECORD_SUBSCRIPTION, write_subscription(tenant, subscription))
        case RaiseNotice(notice):
            return Step(RAISE_NOTICE, write_notice(tenant, notice))
        case MoveCursor():
            return Step(MOVE_CURSOR, write_cursor(tenant, write))
        case _:
            assert_never(write)
